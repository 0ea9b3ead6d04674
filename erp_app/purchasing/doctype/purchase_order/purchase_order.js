// The form of a order: amounts as one types, and what is left of the budget below the lines.

const priced = (row) => flt(flt(row.quantity) * flt(row.unit_price), precision("net_amount", row));

frappe.ui.form.on("Purchase Order Line", {
	quantity: price,
	unit_price: price,
});

function price(frm, cdt, cdn) {
	frappe.model.set_value(cdt, cdn, "net_amount", priced(frappe.get_doc(cdt, cdn)));
}

diwan.funds.follow("Purchase Order", "Purchase Order Line", {
	fields: ["quantity", "unit_price"],
	amount: priced,
});
