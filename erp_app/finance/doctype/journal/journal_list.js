// The journal list; its states and its steps: public/js/steps.js.

frappe.listview_settings["Journal"] = {
	add_fields: ["posting_number", "total_debit"],

	formatters: {
		// A journal has no number until it is posted.
		posting_number: (value) => value || "",
	},
};
