// The form of a requisition: amounts as one types, and what is left of the budget below the lines.

frappe.ui.form.on("Purchase Requisition Line", {
	quantity: diwan.buying.price,
	unit_price: diwan.buying.price,
});

diwan.funds.follow("Purchase Requisition", "Purchase Requisition Line", {
	fields: ["quantity", "unit_price"],
	amount: diwan.buying.cost_of,
});

frappe.ui.form.on("Purchase Requisition", {
	refresh(frm) {
		const is_open = frm.doc.workflow_state === "Approved" && left_to_order(frm.doc).length;
		if (is_open && frappe.model.can_create("Purchase Order")) {
			frm.add_custom_button(__("Make Purchase Order"), () => make_order(frm.doc)).addClass(
				"btn-primary"
			);
		}
	},
});

const left_of = (row) => flt(row.quantity - flt(row.ordered_quantity), 3);
const left_to_order = (doc) => doc.lines.filter((row) => left_of(row) > 0);
const COPIED = ["description", "unit", "unit_price", "vat_category", "account"];

// A new order of everything that is not ordered yet; the supplier is for the buyer to choose.
function make_order(doc) {
	const order = frappe.model.get_new_doc("Purchase Order");
	Object.assign(order, { title: doc.title, delivery_date: doc.needed_by });
	for (const row of left_to_order(doc)) {
		const line = frappe.model.add_child(order, "Purchase Order Line", "lines");
		const dimensions = Object.keys(frappe.boot.diwan_dimensions || {});
		[...COPIED, ...dimensions].forEach((field) => (line[field] = row[field]));
		Object.assign(line, {
			requisition: doc.name,
			requisition_line: row.idx,
			quantity: left_of(row),
			net_amount: flt(left_of(row) * flt(row.unit_price), 2),
			cost_amount: flt((flt(row.cost_amount) * left_of(row)) / flt(row.quantity), 2),
		});
	}
	frappe.set_route("Form", "Purchase Order", order.name);
}
