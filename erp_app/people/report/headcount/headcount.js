frappe.query_reports["Headcount"] = {
	filters: [
		{
			fieldname: "as_on",
			label: __("As On"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: ["Org Unit", "Grade", "Nationality Group", "Nationality", "Gender"].map(
				(value) => ({ value, label: __(value) })
			),
			default: "Org Unit",
			reqd: 1,
		},
		{ fieldname: "org_unit", label: __("Org Unit"), fieldtype: "Link", options: "Org Unit" },
	],

	onload(report) {
		diwan.simplify_report(report);
	},
};
