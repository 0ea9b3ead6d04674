// What is left of the budget below the lines of a form, as the posting would be judged. It reserves
// nothing, and an entity without budgets sees nothing of it.

frappe.provide("diwan.funds");

const DIMENSIONS = Object.keys(frappe.boot.diwan_dimensions || {});
const WAIT_MS = 400;

const POSTED = { fields: ["debit", "credit"], amount: (row) => flt(row.debit) - flt(row.credit) };
const amounts = {};

// Follow the lines of a document type: whatever changes what a line is charged to asks again.
// taking: fields that say how much a line takes, and the amount itself.
diwan.funds.follow = function (doctype, line_type, taking = POSTED) {
	amounts[doctype] = taking.amount;
	const ask = frappe.utils.debounce((frm) => frm.doctype === doctype && show(frm), WAIT_MS);
	frappe.ui.form.on(doctype, { refresh: ask, posting_date: ask, lines_remove: ask });
	frappe.ui.form.on(doctype, { refresh: offer_override });
	const fields = ["account", ...DIMENSIONS, ...taking.fields];
	frappe.ui.form.on(line_type, Object.fromEntries(fields.map((field) => [field, ask])));
};

// What waits may be let through beyond the budget, by a document of its own.
function offer_override(frm) {
	const { states, editable } = frappe.boot.diwan_workflows?.[frm.doctype] || {};
	const state = frm.doc.workflow_state;
	const is_waiting = states && frm.doc.docstatus === 0 && !frm.is_new() && !editable.includes(state);
	if (is_waiting && frappe.model.can_create("Budget Override")) {
		const asked = { voucher_type: frm.doctype, voucher: frm.doc.name };
		frm.add_custom_button(__("Ask for Budget Override"), () =>
			frappe.new_doc("Budget Override", asked)
		);
	}
}

// Of answers that overtake each other the one asked for last is shown.
let turn = 0;

async function show(frm) {
	const own_turn = ++turn;
	const place = place_of(frm);
	const rows = (frm.doc.lines || []).filter((row) => row.account);
	const may_read = frappe.model.can_read("Budget Line");
	if (frm.doc.docstatus > 0 || !may_read || !rows.length || !frm.doc.posting_date) {
		place.empty();
		return;
	}
	const answer = await frappe.call({
		method: "erp_app.api.budget.get_funds",
		args: { posting_date: frm.doc.posting_date, rows: JSON.stringify(rows.map(asked)) },
		type: "GET",
	});
	if (own_turn !== turn) {
		return;
	}
	const taken = amounts[frm.doctype];
	const texts = rows.map((row, index) => text_of(row, answer.message[index], taken(row)));
	place.html(texts.filter(Boolean).join(""));
}

const asked = (row) =>
	Object.fromEntries(["account", ...DIMENSIONS].map((field) => [field, row[field] || ""]));

// Below the table, where a reader of the lines comes next; made anew when the form is drawn anew.
function place_of(frm) {
	const wrapper = $(frm.get_field("lines").wrapper);
	const found = wrapper.children(".diwan-funds");
	return found.length
		? found
		: $('<div class="diwan-funds small" role="status"></div>').appendTo(wrapper);
}

function text_of(row, one, taken) {
	if (!one.level) {
		return "";
	}
	if (!one.line) {
		return paragraph(__("Line {0}: no budget line takes it", [row.idx]), true);
	}
	const left = flt(one.left);
	const values = [row.idx, format_currency(left), one.label, one.from, one.to];
	const text = __("Line {0}: {1} left of {2} from {3} to {4}", values);
	return paragraph(text, taken > left);
}

const paragraph = (text, is_too_much) =>
	`<div class="${is_too_much ? "text-danger" : "text-muted"}">${frappe.utils.escape_html(
		text
	)}</div>`;
