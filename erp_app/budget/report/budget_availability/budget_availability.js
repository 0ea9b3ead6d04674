// What is left of the budget; from a row to the movements of which it is the sum.

// The movements of which a row is the sum: of its line, or of its group or cost centre alone, within
// what the report was asked for.
function address_of(data) {
	const { group_by, ...filters } = frappe.query_report.get_filter_values();
	const node = { [frappe.scrub(group_by)]: data.key, exact: group_by };
	const asked = data.is_line ? { budget_line: data.key } : node;
	const query = new URLSearchParams({ ...filters, ...asked });
	return `/app/query-report/Budget Movements?${query}`;
}

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
		if (column.fieldname === "key" && data?.key) {
			const shown = frappe.utils.escape_html(data.is_line ? data.title : data.key);
			return `<a href="${address_of(data)}">${shown}</a>`;
		}
		return column.fieldname === "available" && value < 0 ? `<b>${text}</b>` : text;
	},
};
