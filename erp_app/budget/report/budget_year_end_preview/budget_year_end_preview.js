// What would become of what is held of a year: by the rules of a day, changing nothing.

frappe.query_reports["Budget Year End Preview"] = {
	filters: [
		{
			fieldname: "fiscal_year",
			label: __("Fiscal Year"),
			fieldtype: "Link",
			options: "Fiscal Year",
			default: diwan.fiscal_year_of(frappe.datetime.get_today()),
			reqd: 1,
		},
		{
			fieldname: "posting_date",
			label: __("Date of the Rules"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
	],

	onload(report) {
		diwan.simplify_report(report);
	},

	formatter(value, row, column, data, default_formatter) {
		const text = default_formatter(value, row, column, data);
		return column.fieldname === "remark" && value ? `<b>${text}</b>` : text;
	},
};
