// The imports: how each one ended, and how to begin.

frappe.listview_settings["Import Batch"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = {
			Draft: "grey",
			Queued: "blue",
			Checking: "blue",
			Invalid: "orange",
			Imported: "green",
			Failed: "red",
		};
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
	diwan_empty_state: {
		title: __("Nothing has been imported yet"),
		message: __(
			"Start an import, choose its kind and save the empty file with the columns. Fill it, attach it and check it: the whole file enters, or nothing and you see every finding."
		),
		reader_message: __("What finance and human resources import from files is listed here."),
	},
};
