// The trial balance's filters, drill-down to the general ledger, and exports in two languages.

frappe.query_reports["Trial Balance"] = {
	filters: [
		{
			fieldname: "fiscal_year",
			label: __("Fiscal Year"),
			fieldtype: "Link",
			options: "Fiscal Year",
			default: String(new Date().getFullYear()),
			reqd: 1,
		},
		{
			fieldname: "from_period",
			label: __("From Period"),
			fieldtype: "Select",
			options: diwan.period_options(),
			default: "1",
		},
		{
			fieldname: "to_period",
			label: __("To Period"),
			fieldtype: "Select",
			options: diwan.period_options(),
			default: "13",
		},
		{
			fieldname: "account",
			label: __("Account"),
			fieldtype: "Link",
			options: "Account",
		},
		...diwan.dimension_filters(),
		{
			fieldname: "group_rows",
			label: __("Show Groups"),
			fieldtype: "Check",
			default: 1,
		},
		{
			fieldname: "comparison",
			label: __("Compare With a Year Earlier"),
			fieldtype: "Check",
			default: 0,
		},
	],
	tree: false,

	onload(report) {
		diwan.simplify_report(report);
		diwan.add_statement_exports(report);
	},

	formatter(value, row, column, data, default_formatter) {
		if (column.fieldtype === "Currency" && !value) {
			return "";
		}
		let text = default_formatter(value, row, column, data);
		if (column.fieldname === "account" && data && data.account) {
			const route = ledger_route(data.account, frappe.query_report.get_filter_values());
			text = `<a href="${route}">${frappe.utils.escape_html(data.account)}</a>`;
		}
		if (column.fieldname === "account_name" && data && data.indent) {
			text = `<span style="padding-inline-start:${data.indent * 14}px">${text}</span>`;
		}
		return data && data.is_total ? `<b>${text}</b>` : text;
	},
};

// The general ledger of one account over the periods and dimensions on the screen.
function ledger_route(account, filters) {
	const year = Number(filters.fiscal_year);
	const month = (period) => Math.min(Number(period || 1), 12);
	const last_day = new Date(year, month(filters.to_period || 13), 0).getDate();
	const pad = (number) => String(number).padStart(2, "0");
	const query = {
		account,
		from_date: `${year}-${pad(month(filters.from_period))}-01`,
		to_date: `${year}-${pad(month(filters.to_period || 13))}-${pad(last_day)}`,
	};
	for (const { fieldname } of diwan.dimension_filters()) {
		if (filters[fieldname]) {
			query[fieldname] = filters[fieldname];
		}
	}
	return `/app/query-report/General Ledger?${new URLSearchParams(query)}`;
}
