frappe.listview_settings["Employee"] = {
	hide_name_column: true,
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = { Active: "green", "Awaiting Appointment": "orange", Left: "gray" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
	diwan_empty_state: {
		title: __("No employees yet"),
		message: __(
			"Create employees one by one, or import them from a spreadsheet. Each one then gets an appointment to a vacant position."
		),
		reader_message: __(
			"Your own record appears here once human resources has linked it to your user."
		),
		steps: [{ label: __("See the vacant positions"), route: ["List", "Position"] }],
	},
};
