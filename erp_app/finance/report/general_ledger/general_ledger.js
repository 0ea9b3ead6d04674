// The general ledger's filters, the way back to the trial balance, and exports.

frappe.query_reports["General Ledger"] = {
	filters: [
		{
			fieldname: "account",
			label: __("Account"),
			fieldtype: "Link",
			options: "Account",
		},
		{
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.year_start(),
		},
		{
			fieldname: "to_date",
			label: __("To Date"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
		},
		{
			fieldname: "voucher",
			label: __("Voucher"),
			fieldtype: "Data",
		},
		...diwan.dimension_filters(),
	],

	onload(report) {
		diwan.simplify_report(report);
		report.page.add_inner_button(__("Trial Balance"), () => {
			const filters = report.get_filter_values();
			const day = filters.from_date || frappe.datetime.get_today();
			frappe.set_route("query-report", "Trial Balance", { fiscal_year: day.slice(0, 4) });
		});
		diwan.add_statement_exports(report);
	},

	formatter(value, row, column, data, default_formatter) {
		const is_side = ["debit", "credit"].includes(column.fieldname);
		if (is_side && !value) {
			return "";
		}
		const text = default_formatter(value, row, column, data);
		return data && data.is_total ? `<b>${text}</b>` : text;
	},
};
