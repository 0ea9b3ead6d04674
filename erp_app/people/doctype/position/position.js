frappe.ui.form.on("Position", {
	setup(frm) {
		frm.set_query("org_unit", () => ({ filters: { disabled: 0 } }));
		frm.set_query("grade", () => ({ filters: { disabled: 0 } }));
		frm.set_query("cost_centre", () => ({ filters: { is_group: 0 } }));
	},

	refresh(frm) {
		if (frm.is_new() || frm.doc.status !== "Vacant") return;
		if (!frappe.model.can_create("Appointment")) return;
		frm.add_custom_button(__("Appoint"), () =>
			frappe.new_doc("Appointment", { position: frm.doc.name })
		);
	},
});
