// What becomes of a plan in force: the budget of its first year, and the plan that follows.

frappe.ui.form.on("Budget Plan", {
	refresh(frm) {
		if (frm.doc.docstatus !== 1) return;
		const { name, title, fiscal_year } = frm.doc;
		const offer = (doctype, label, values) =>
			frappe.model.can_create(doctype) &&
			frm.add_custom_button(label, () =>
				frappe.db
					.insert({ doctype, title, ...values })
					.then((made) => frappe.set_route("Form", doctype, made.name))
			);
		offer("Budget", __("Make the Budget"), { fiscal_year, budget_plan: name });
		offer("Budget Plan", __("Roll Forward"), { rolls: name });
	},
});
