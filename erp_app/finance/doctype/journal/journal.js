// The Journal form: running totals, what is left of the budget, and the way to the ledger. Its steps: public/js/steps.js.

frappe.ui.form.on("Journal", {
	setup(frm) {
		const leaf = () => ({ filters: { is_group: 0, disabled: 0 } });
		for (const field of ["account", "cost_centre", "function"]) {
			frm.set_query(field, "lines", leaf);
		}
		for (const field of ["fund", "programme", "project"]) {
			frm.set_query(field, "lines", () => ({ filters: { disabled: 0 } }));
		}
	},

	refresh(frm) {
		show_totals(frm);
		if (frm.doc.docstatus > 0) {
			add_links(frm);
		}
	},

	lines_remove: show_totals,
});

diwan.funds.follow("Journal", "Journal Line");

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
		(frm.doc.lines || []).reduce((total, row) => total + diwan.in_minor_units(row[side]), 0);
	return { debit: sum("debit"), credit: sum("credit") };
}

// A new line is offered the amount that is missing to balance.
function balance_new_line(frm, cdt, cdn) {
	const { debit, credit } = totals_of(frm);
	if (debit !== credit) {
		const side = debit > credit ? "credit" : "debit";
		frappe.model.set_value(cdt, cdn, side, diwan.from_minor_units(Math.abs(debit - credit)));
	}
}

function show_totals(frm) {
	if (frm.doc.docstatus > 0) {
		return;
	}
	const { debit, credit } = totals_of(frm);
	frm.doc.total_debit = diwan.from_minor_units(debit);
	frm.doc.total_credit = diwan.from_minor_units(credit);
	frm.refresh_fields(["total_debit", "total_credit"]);
	const gap = format_currency(diwan.from_minor_units(debit - credit));
	const text = debit === credit ? "" : __("Difference between debit and credit: {0}", [gap]);
	frm.get_field("lines").set_description?.(text);
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
