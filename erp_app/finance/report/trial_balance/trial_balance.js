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
			options: Array.from({ length: 13 }, (_value, index) => String(index + 1)),
			default: "1",
		},
		{
			fieldname: "to_period",
			label: __("To Period"),
			fieldtype: "Select",
			options: Array.from({ length: 13 }, (_value, index) => String(index + 1)),
			default: "13",
		},
		{
			fieldname: "account",
			label: __("Account"),
			fieldtype: "Link",
			options: "Account",
		},
		...erp_dimension_filters(),
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
		erp_add_exports(report);
	},

	formatter(value, row, column, data, default_formatter) {
		if (column.fieldtype === "Currency" && !value) {
			return "";
		}
		let text = default_formatter(value, row, column, data);
		if (column.fieldname === "account" && data && data.account) {
			const route = erp_ledger_route(data.account, frappe.query_report.get_filter_values());
			text = `<a href="${route}">${frappe.utils.escape_html(data.account)}</a>`;
		}
		if (column.fieldname === "account_name" && data && data.indent) {
			text = `<span style="padding-inline-start:${data.indent * 14}px">${text}</span>`;
		}
		return data && data.is_total ? `<b>${text}</b>` : text;
	},
};

// The general ledger of one account over the periods and dimensions on the screen.
function erp_ledger_route(account, filters) {
	const year = Number(filters.fiscal_year);
	const month = (period) => Math.min(Number(period || 1), 12);
	const last_day = new Date(year, month(filters.to_period || 13), 0).getDate();
	const pad = (number) => String(number).padStart(2, "0");
	const query = {
		account,
		from_date: `${year}-${pad(month(filters.from_period))}-01`,
		to_date: `${year}-${pad(month(filters.to_period || 13))}-${pad(last_day)}`,
	};
	for (const name of ["cost_centre", "fund", "programme", "project", "function"]) {
		if (filters[name]) {
			query[name] = filters[name];
		}
	}
	return `/app/query-report/General Ledger?${new URLSearchParams(query)}`;
}

function erp_dimension_filters() {
	return [
		["cost_centre", "Cost Centre", __("Cost Centre")],
		["fund", "Fund", __("Fund")],
		["programme", "Programme", __("Programme")],
		["project", "Project", __("Project")],
		["function", "Function", __("Function")],
	].map(([fieldname, options, label]) => ({ fieldname, label, fieldtype: "Link", options }));
}

function erp_add_exports(report) {
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
}
