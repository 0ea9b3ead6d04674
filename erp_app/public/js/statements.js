// What the statements of finance share: filters by dimension, and files in two languages.

frappe.provide("diwan");

diwan.dimension_filters = () =>
	Object.entries(frappe.boot.diwan_dimensions).map(([fieldname, options]) => ({
		fieldname,
		label: __(options),
		fieldtype: "Link",
		options,
	}));

// First and last period of a year. chosen: what is chosen at first, by name.
diwan.period_filters = (chosen = {}) =>
	[
		["from_period", __("From Period")],
		["to_period", __("To Period")],
	].map(([fieldname, label]) => ({
		fieldname,
		label,
		fieldtype: "Select",
		options: [...(chosen[fieldname] ? [] : [""]), ...diwan.period_options()],
		default: chosen[fieldname],
	}));

// The fiscal year that holds a day (YYYY-MM-DD); "" when none does.
diwan.fiscal_year_of = (day) =>
	frappe.boot.diwan_fiscal_years.find(([, first, last]) => first <= day && day <= last)?.[0] || "";

diwan.add_statement_exports = function (report) {
	diwan.drop_second_files(report);
	const choices = [
		["xlsx", "en", __("Excel, English")],
		["xlsx", "ar", __("Excel, Arabic")],
		["pdf", "en", __("PDF, English")],
		["pdf", "ar", __("PDF, Arabic")],
	];
	for (const [file_type, language, label] of choices) {
		const open = () => {
			const asked = {
				report: report.report_name,
				filters: JSON.stringify(report.get_filter_values()),
				language,
			};
			const fetch_now = () => {
				frappe.show_alert({ message: __("The file is being made"), indicator: "blue" });
				open_url_post("/api/method/erp_app.api.finance_reports.export_statement", {
					...asked,
					file_type,
				});
			};
			if (file_type !== "pdf") return fetch_now();
			return frappe
				.call({ method: "erp_app.api.prints.print_statement", args: asked, freeze: true })
				.then(({ message }) => message.is_queued || fetch_now());
		};
		report.page.add_inner_button(label, open, __("Export"));
	}
};

// Our reports are finished statements: nobody builds cards or charts out of them.
diwan.simplify_report = function (report) {
	report.add_card_button_to_toolbar = () => {};
	report.add_chart_buttons_to_toolbar = () => {};
};
