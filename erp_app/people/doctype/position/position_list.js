frappe.listview_settings["Position"] = {
	hide_name_column: true,
	add_fields: ["status", "incumbent_name"],
	get_indicator(doc) {
		const colours = { Vacant: "orange", Filled: "green", Frozen: "blue", Abolished: "gray" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
	diwan_empty_state: {
		title: __("No positions yet"),
		message: __(
			"A position is a seat of the establishment: in a unit, of a grade. Create the organisation tree first, then its positions."
		),
		steps: [{ label: __("Open the organisation tree"), route: ["Tree", "Org Unit"] }],
	},
};
