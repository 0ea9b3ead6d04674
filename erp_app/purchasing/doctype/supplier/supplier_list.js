frappe.listview_settings["Supplier"] = {
	get_indicator(doc) {
		const colours = { Active: "green", Blocked: "red", Expired: "orange" };
		return [__(doc.status), colours[doc.status] || "grey", `status,=,${doc.status}`];
	},
};
