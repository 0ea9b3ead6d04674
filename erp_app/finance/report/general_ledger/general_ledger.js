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
			fieldname: "journal",
			label: __("Journal"),
			fieldtype: "Link",
			options: "Journal",
		},
		...[
			["cost_centre", "Cost Centre", __("Cost Centre")],
			["fund", "Fund", __("Fund")],
			["programme", "Programme", __("Programme")],
			["project", "Project", __("Project")],
			["function", "Function", __("Function")],
		].map(([fieldname, options, label]) => ({ fieldname, label, fieldtype: "Link", options })),
	],

	onload(report) {
		diwan.simplify_report(report);
		report.page.add_inner_button(__("Trial Balance"), () => {
			const filters = report.get_filter_values();
			const day = filters.from_date || frappe.datetime.get_today();
			frappe.set_route("query-report", "Trial Balance", { fiscal_year: day.slice(0, 4) });
		});
		const choices = [
			["xlsx", "en", __("Excel, English")],
			["xlsx", "ar", __("Excel, Arabic")],
			["pdf", "en", __("PDF, English")],
			["pdf", "ar", __("PDF, Arabic")],
		];
		for (const [file_type, language, label] of choices) {
			report.page.add_inner_button(
				label,
				() =>
					open_url_post("/api/method/erp_app.api.finance_reports.export_statement", {
						report: report.report_name,
						filters: JSON.stringify(report.get_filter_values()),
						file_type,
						language,
					}),
				__("Export")
			);
		}
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
