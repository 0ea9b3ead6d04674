frappe.listview_settings["Entity Task"] = {
	add_fields: ["state", "progress"],
	get_indicator(doc) {
		const colours = { Queued: "gray", Running: "blue", Done: "green", Failed: "red" };
		return [__(doc.state), colours[doc.state], `state,=,${doc.state}`];
	},
	diwan_empty_state: {
		title: __("Nothing has been asked for yet"),
		message: __("Creating, suspending or resuming an entity leaves its task and progress here."),
		steps: [{ label: __("See the entities"), route: ["List", "Entity"] }],
	},
};
