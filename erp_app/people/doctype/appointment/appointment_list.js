frappe.listview_settings["Appointment"] = {
	hide_name_column: true,
	add_fields: ["from_date", "to_date"],
	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (doc.from_date > today) return [__("Planned"), "blue", `from_date,>,${today}`];
		if (doc.to_date && doc.to_date < today) {
			return [__("Ended"), "gray", `to_date,<,${today}`];
		}
		return [__("In Force"), "green", `from_date,<=,${today}`];
	},
	diwan_empty_state: {
		title: __("No appointments yet"),
		message: __(
			"An appointment puts an employee into a position from a day on. The history stays, so heads can be counted at any date."
		),
		steps: [{ label: __("See the employees"), route: ["List", "Employee"] }],
	},
};
