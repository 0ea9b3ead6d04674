// The form of opening balances: what may be chosen, running totals. Its steps: public/js/steps.js.

frappe.ui.form.on("Opening Balances", {
	setup(frm) {
		const leaf = () => ({ filters: { is_group: 0, disabled: 0 } });
		const balance_sheet = ["Asset", "Liability", "Net Assets"];
		frm.set_query("account", "lines", () => ({
			filters: { is_group: 0, disabled: 0, root_type: ["in", balance_sheet] },
		}));
		for (const field of ["cost_centre", "function"]) {
			frm.set_query(field, "lines", leaf);
		}
	},

	refresh: show_totals,
	lines_remove: show_totals,
});

frappe.ui.form.on("Journal Line", { debit: show_totals, credit: show_totals });

function show_totals(frm) {
	if (frm.doc.docstatus > 0) {
		return;
	}
	const sum = (side) =>
		(frm.doc.lines || []).reduce((total, row) => total + diwan.in_minor_units(row[side]), 0);
	const [debit, credit] = [sum("debit"), sum("credit")];
	frm.doc.total_debit = diwan.from_minor_units(debit);
	frm.doc.total_credit = diwan.from_minor_units(credit);
	frm.refresh_fields(["total_debit", "total_credit"]);
	const gap = format_currency(diwan.from_minor_units(debit - credit));
	const text = debit === credit ? "" : __("Difference between debit and credit: {0}", [gap]);
	frm.get_field("lines").set_description?.(text);
}
