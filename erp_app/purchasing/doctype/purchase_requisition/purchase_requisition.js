// The form of a requisition: amounts as one types, and what is left of the budget below the lines.

const priced = (row) => flt(flt(row.quantity) * flt(row.unit_price), precision("net_amount", row));

frappe.ui.form.on("Purchase Requisition Line", {
	quantity: price,
	unit_price: price,
});

function price(frm, cdt, cdn) {
	frappe.model.set_value(cdt, cdn, "net_amount", priced(frappe.get_doc(cdt, cdn)));
}

diwan.funds.follow("Purchase Requisition", "Purchase Requisition Line", {
	fields: ["quantity", "unit_price"],
	amount: priced,
});
