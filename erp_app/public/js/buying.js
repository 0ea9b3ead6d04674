// Lines of what is bought, as one types; the server works the amounts out again when they are saved.

frappe.provide("diwan.buying");

// Net amount, and until the server has said what tax is borne, what the budget pays as well.
diwan.buying.price = function (frm, cdt, cdn) {
	const row = frappe.get_doc(cdt, cdn);
	const net = flt(flt(row.quantity) * flt(row.unit_price), precision("net_amount", row));
	frappe.model.set_value(cdt, cdn, { net_amount: net, cost_amount: net });
};

diwan.buying.cost_of = (row) => flt(row.cost_amount);
