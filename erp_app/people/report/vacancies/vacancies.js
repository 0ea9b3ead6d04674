frappe.query_reports["Vacancies"] = {
	filters: [
		{
			fieldname: "as_on",
			label: __("As On"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		{ fieldname: "org_unit", label: __("Org Unit"), fieldtype: "Link", options: "Org Unit" },
	],

	onload(report) {
		diwan.simplify_report(report);
	},
};
