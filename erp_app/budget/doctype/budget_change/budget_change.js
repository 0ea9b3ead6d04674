// The Budget Change form: its amount, and what a transfer still lacks. Its steps: public/js/steps.js.

frappe.ui.form.on("Budget Change", {
	refresh: show_amount,
	change_kind: show_amount,
	lines_remove: show_amount,
});

frappe.ui.form.on("Budget Change Line", { amount: show_amount });

function show_amount(frm) {
	if (frm.doc.docstatus > 0) {
		return;
	}
	const amounts = (frm.doc.lines || []).map((row) => diwan.in_minor_units(row.amount));
	const add = (some) => some.reduce((sum, amount) => sum + amount, 0);
	frm.doc.total_amount = diwan.from_minor_units(add(amounts.filter((amount) => amount > 0)));
	frm.refresh_field("total_amount");
	const gap = frm.doc.change_kind === "Transfer" ? add(amounts) : 0;
	const shown = format_currency(diwan.from_minor_units(gap));
	const text = gap ? __("A transfer gives as much as it takes: {0} is the difference", [shown]) : "";
	frm.get_field("lines").set_description?.(text);
}
