// What is left of the budget; from a line to its movements.

frappe.query_reports["Budget Availability"] = {
	filters: [
		{
			fieldname: "fiscal_year",
			label: __("Fiscal Year"),
			fieldtype: "Link",
			options: "Fiscal Year",
			default: diwan.fiscal_year_of(frappe.datetime.get_today()),
			reqd: 1,
		},
		...diwan.period_filters({ from_period: "1", to_period: "13" }),
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: ["Budget Line", "Budget Group", "Cost Centre"].map((value) => ({
				value,
				label: __(value),
			})),
			default: "Budget Line",
			reqd: 1,
		},
		{
			fieldname: "budget_group",
			label: __("Budget Group"),
			fieldtype: "Link",
			options: "Budget Group",
		},
		{
			fieldname: "cost_centre",
			label: __("Cost Centre"),
			fieldtype: "Link",
			options: "Cost Centre",
		},
	],

	onload(report) {
		diwan.simplify_report(report);
	},

	formatter(value, row, column, data, default_formatter) {
		const text = default_formatter(value, row, column, data);
		const is_line = frappe.query_report.get_filter_value("group_by") === "Budget Line";
		if (column.fieldname === "key" && is_line && data && data.key) {
			const query = new URLSearchParams({ budget_line: data.key });
			const shown = frappe.utils.escape_html(data.title);
			return `<a href="/app/budget-movement?${query}">${shown}</a>`;
		}
		return column.fieldname === "available" && value < 0 ? `<b>${text}</b>` : text;
	},
};
