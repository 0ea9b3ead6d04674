// The general ledger's filters, the way back to the trial balance, and exports.

// Days or periods are asked for: what is chosen of the one empties the other.
const of_days = ["from_date", "to_date"];
const of_periods = ["fiscal_year", "from_period", "to_period"];

function choose(chosen, others) {
	return (report) => {
		if (report._no_refresh) return; // a link sets several
		const filled = others.filter((name) => report.get_filter_value(name));
		if (!report.get_filter_value(chosen) || !filled.length) report.refresh(true);
		else report.set_filter_value(Object.fromEntries(filled.map((name) => [name, ""])));
	};
}

// Days that are there by default say nothing where an address asks for periods.
function keep_to_periods(report) {
	if (!report.get_filter_value("fiscal_year")) return Promise.resolve();
	report._no_refresh = true;
	const emptied = of_days.map((name) => report.get_filter(name).set_value(""));
	return Promise.all(emptied).then(() => {
		report._no_refresh = false;
	});
}

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
			on_change: choose("from_date", of_periods),
		},
		{
			fieldname: "to_date",
			label: __("To Date"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			on_change: choose("to_date", of_periods),
		},
		{
			fieldname: "fiscal_year",
			label: __("Fiscal Year"),
			fieldtype: "Link",
			options: "Fiscal Year",
			on_change: choose("fiscal_year", of_days),
		},
		...diwan.period_filters(),
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
			const fiscal_year = filters.fiscal_year || diwan.fiscal_year_of(day);
			const { from_period = "1", to_period = "13" } = filters;
			const periods = { fiscal_year, from_period, to_period };
			frappe.set_route("query-report", "Trial Balance", fiscal_year ? periods : {});
		});
		diwan.add_statement_exports(report);
		return keep_to_periods(report);
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
