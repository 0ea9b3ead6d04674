// The Budget form: the running amount of the year. Its steps: public/js/steps.js.

frappe.ui.form.on("Budget", { refresh: show_amount, lines_remove: show_amount });

frappe.ui.form.on("Budget Amount", { amount: show_amount });

function show_amount(frm) {
	if (frm.doc.docstatus > 0) {
		return;
	}
	const rows = frm.doc.lines || [];
	const total = rows.reduce((sum, row) => sum + diwan.in_minor_units(row.amount), 0);
	frm.doc.total_amount = diwan.from_minor_units(total);
	frm.refresh_field("total_amount");
}
