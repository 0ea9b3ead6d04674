frappe.listview_settings["Entity"] = {
	hide_name_column: true,
	add_fields: ["status", "health", "url"],
	get_indicator(doc) {
		const colours = {
			Requested: "gray",
			Creating: "blue",
			Active: "green",
			Suspended: "orange",
			Removing: "blue",
			Removed: "gray",
			Failed: "red",
		};
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
	formatters: {
		health(value) {
			const colours = { Healthy: "green", Degraded: "orange", Down: "red" };
			const colour = colours[value] || "gray";
			return `<span class="indicator-pill ${colour} ellipsis">${__(value || "Unknown")}</span>`;
		},
	},
	button: {
		show: (doc) => doc.status === "Active" && doc.url,
		get_label: () => __("Open Site"),
		get_description: (doc) => __("Open {0}", [doc.url]),
		action: (doc) => window.open(doc.url, "_blank", "noopener"),
	},
	diwan_empty_state: {
		title: __("No entities yet"),
		message: __(
			"Each entity gets its own site: its own database, users and keys. Register the first one, then create its site with one button."
		),
		steps: [],
	},
};
