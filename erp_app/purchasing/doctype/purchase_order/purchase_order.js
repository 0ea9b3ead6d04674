// The form of an order: amounts as one types, and what is left of the budget below the lines. What a
// requisition holds for a line is there for its order.

frappe.ui.form.on("Purchase Order", {
	async refresh(frm) {
		const names = frm.doc.lines?.map((row) => row.requisition).filter(Boolean) || [];
		const missing = [...new Set(names)].filter((name) => !locals["Purchase Requisition"]?.[name]);
		await Promise.all(
			missing.map((name) => frappe.model.with_doc("Purchase Requisition", name))
		);
		if (missing.length) {
			frm.trigger("posting_date");
		}
	},
});

frappe.ui.form.on("Purchase Order Line", {
	quantity: diwan.buying.price,
	unit_price: diwan.buying.price,
});

function held_for(row) {
	const asked = row.requisition && locals["Purchase Requisition"]?.[row.requisition];
	const line = asked?.lines?.find((one) => one.idx === cint(row.requisition_line));
	if (!line || asked.workflow_state !== "Approved") {
		return 0;
	}
	const left = flt(line.quantity) - flt(line.ordered_quantity);
	return (flt(line.cost_amount) * Math.min(flt(row.quantity), left)) / flt(line.quantity);
}

diwan.funds.follow("Purchase Order", "Purchase Order Line", {
	fields: ["quantity", "unit_price"],
	amount: (row) => flt(diwan.buying.cost_of(row) - held_for(row), 2),
});
