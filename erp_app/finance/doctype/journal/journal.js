// The Journal form: the steps a person may take now, running totals, the way to the ledger.

const JOURNAL_STEPS = {
	"Send for Approval": { method: "send_for_approval", primary: true },
	Withdraw: { method: "withdraw" },
	Approve: { method: "approve", primary: true, confirm: () => __("Approve and post this journal?") },
	Reject: { method: "reject", reason: () => __("Why is it rejected?") },
	Revise: { method: "revise" },
	Cancel: { method: "cancel_journal", reason: () => __("Why is it reversed?"), dated: true },
};

frappe.ui.form.on("Journal", {
	setup(frm) {
		frm.show_submit_message = () => {}; // our steps say what comes next
		const leaf = () => ({ filters: { is_group: 0, disabled: 0 } });
		for (const field of ["account", "cost_centre", "function"]) {
			frm.set_query(field, "lines", leaf);
		}
		for (const field of ["fund", "programme", "project"]) {
			frm.set_query(field, "lines", () => ({ filters: { disabled: 0 } }));
		}
	},

	refresh(frm) {
		show_indicator(frm);
		show_totals(frm);
		if (frm.is_new()) {
			return;
		}
		hide_standard_steps(frm);
		add_steps(frm);
		if (frm.doc.docstatus > 0) {
			add_links(frm);
		}
		if (frm.doc.workflow_state === "Rejected" && frm.doc.rejection_reason) {
			frm.set_intro(
				__("Rejected: {0}", [frappe.utils.escape_html(frm.doc.rejection_reason)]),
				"red"
			);
		}
	},

	lines_remove: show_totals,
});

frappe.ui.form.on("Journal Line", {
	debit(frm, cdt, cdn) {
		keep_one_side(cdt, cdn, "debit", "credit");
		show_totals(frm);
	},
	credit(frm, cdt, cdn) {
		keep_one_side(cdt, cdn, "credit", "debit");
		show_totals(frm);
	},
	lines_add(frm, cdt, cdn) {
		balance_new_line(frm, cdt, cdn);
	},
});

function keep_one_side(cdt, cdn, filled, other) {
	const row = frappe.get_doc(cdt, cdn);
	if (flt(row[filled]) && flt(row[other])) {
		frappe.model.set_value(cdt, cdn, other, 0);
	}
}

function totals_of(frm) {
	const sum = (side) =>
		(frm.doc.lines || []).reduce((total, row) => total + Math.round(flt(row[side]) * 100), 0);
	return { debit: sum("debit"), credit: sum("credit") };
}

// A new line is offered the amount that is missing to balance.
function balance_new_line(frm, cdt, cdn) {
	const { debit, credit } = totals_of(frm);
	if (debit !== credit) {
		const side = debit > credit ? "credit" : "debit";
		frappe.model.set_value(cdt, cdn, side, Math.abs(debit - credit) / 100);
	}
}

function show_totals(frm) {
	if (frm.doc.docstatus > 0) {
		return;
	}
	const { debit, credit } = totals_of(frm);
	frm.doc.total_debit = debit / 100;
	frm.doc.total_credit = credit / 100;
	frm.refresh_fields(["total_debit", "total_credit"]);
	const gap = format_currency((debit - credit) / 100);
	const text = debit === credit ? "" : __("Difference between debit and credit: {0}", [gap]);
	frm.get_field("lines").set_description?.(text);
}

function show_indicator(frm) {
	const colours = {
		Draft: "grey",
		"For Approval": "orange",
		Approved: "green",
		Rejected: "red",
		Cancelled: "red",
	};
	const state = frm.doc.workflow_state || "Draft";
	if (!frm.is_new() && !frm.is_dirty()) {
		frm.page.set_indicator(__(state), colours[state]);
	}
}

// Submit and Cancel of the base are replaced by our steps, which ask for what they need.
function hide_standard_steps(frm) {
	if (frm.doc.docstatus === 0 && !frm.is_dirty()) {
		frm.page.clear_primary_action();
	}
	if (frm.doc.docstatus === 1) {
		frm.page.clear_secondary_action();
	}
}

function add_steps(frm) {
	if (frm.is_dirty()) {
		return;
	}
	frappe
		.call({
			method: "erp_app.api.finance.journal_actions",
			args: { journal: frm.doc.name },
			type: "GET",
		})
		.then((answer) => {
			for (const action of answer.message || []) {
				const step = JOURNAL_STEPS[action];
				if (!step) {
					continue;
				}
				if (step.primary) {
					frm.page.set_primary_action(__(action), () => take_step(frm, step, action));
				} else {
					frm.add_custom_button(__(action), () => take_step(frm, step, action));
				}
			}
		});
}

function take_step(frm, step, action) {
	const run = (values) =>
		frappe
			.call({
				method: `erp_app.api.finance.${step.method}`,
				args: { journal: frm.doc.name, ...values },
				freeze: true,
			})
			.then((answer) => {
				const number = answer.message.posting_number;
				frappe.show_alert({
					message:
						action === "Approve"
							? __("Posted with number {0}", [number])
							: __(answer.message.workflow_state),
					indicator: "green",
				});
				frm.reload_doc();
			});
	if (step.reason) {
		ask_reason(step, action, run);
	} else if (step.confirm) {
		frappe.confirm(step.confirm(), () => run({}));
	} else {
		run({});
	}
}

function ask_reason(step, action, run) {
	const fields = [
		{ fieldname: "reason", fieldtype: "Small Text", label: step.reason(), reqd: 1 },
	];
	if (step.dated) {
		fields.push({
			fieldname: "reversal_date",
			fieldtype: "Date",
			label: __("Reversal Date"),
			default: frappe.datetime.get_today(),
		});
	}
	frappe.prompt(fields, run, __(action), __(action));
}

function add_links(frm) {
	frm.add_custom_button(__("Ledger"), () =>
		frappe.set_route("query-report", "General Ledger", {
			voucher: frm.doc.name,
			from_date: frm.doc.posting_date,
			to_date: frm.doc.posting_date,
		})
	);
}
