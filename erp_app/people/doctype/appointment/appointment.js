frappe.ui.form.on("Appointment", {
	setup(frm) {
		frm.set_query("position", () => ({ filters: { status: ["in", ["Vacant", "Filled"]] } }));
		frm.set_query("employee", () => ({ filters: { status: ["!=", "Left"] } }));
		frm.set_query("grade", () => ({ filters: { disabled: 0 } }));
	},

	position(frm) {
		if (!frm.doc.position) return;
		frappe.db
			.get_value("Position", frm.doc.position, ["org_unit", "grade", "title_en"])
			.then(({ message }) => {
				frm.set_value({
					org_unit: message.org_unit,
					grade: message.grade,
					position_title: message.title_en,
				});
			});
	},
});
