frappe.ui.form.on("Employee", {
	setup(frm) {
		// Taken over from the nationality, as a word of its list.
		frm.get_docfield("nationality_group").formatter = (value) => (value ? __(value) : "");
	},

	refresh(frm) {
		frm.trigger("show_masked");
		if (frm.is_new() || !frappe.model.can_create("Appointment")) return;
		if (frm.doc.status === "Left") return;
		if (frm.doc.position) {
			frm.add_custom_button(__("Move or Promote"), () => open_move_dialog(frm));
		} else {
			frm.add_custom_button(__("Appoint"), () =>
				frappe.new_doc("Appointment", { employee: frm.doc.name })
			).addClass("btn-primary");
		}
	},

	show_masked(frm) {
		if (frm.is_new() && !frm.doc.person_id) {
			frm.set_intro(__("Leave the person number empty: a new one is issued on saving."));
		}
	},
});

function open_move_dialog(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Move or Promote {0}", [frm.doc[frm.meta.title_field]]),
		fields: [
			{
				fieldtype: "Link",
				fieldname: "position",
				label: __("New Position"),
				options: "Position",
				default: frm.doc.position,
				reqd: 1,
				get_query: () => ({ filters: { status: ["in", ["Vacant", "Filled"]] } }),
			},
			{ fieldtype: "Date", fieldname: "from_date", label: __("From"), reqd: 1 },
			{ fieldtype: "Column Break" },
			{
				fieldtype: "Select",
				fieldname: "kind",
				label: __("Kind"),
				options: ["Promotion", "Transfer", "Regrading"],
				default: "Transfer",
				reqd: 1,
			},
			{
				fieldtype: "Link",
				fieldname: "grade",
				label: __("Grade"),
				options: "Grade",
				default: frm.doc.grade,
				reqd: 1,
			},
			{
				fieldtype: "Int",
				fieldname: "step",
				label: __("Step"),
				default: frm.doc.step || 1,
				reqd: 1,
			},
			{ fieldtype: "Section Break" },
			{ fieldtype: "Small Text", fieldname: "reason", label: __("Reason") },
		],
		primary_action_label: __("Move"),
		primary_action(values) {
			frappe
				.call("erp_app.api.people.move_employee", { employee: frm.doc.name, ...values })
				.then(() => {
					dialog.hide();
					frappe.show_alert({ message: __("Moved"), indicator: "green" });
					frm.reload_doc();
				});
		},
	});
	dialog.show();
}
