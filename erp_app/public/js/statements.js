// What the statements of finance share: filters by dimension, and files in two languages.

frappe.provide("diwan");

diwan.dimension_filters = () =>
	Object.entries(frappe.boot.diwan_dimensions).map(([fieldname, options]) => ({
		fieldname,
		label: __(options),
		fieldtype: "Link",
		options,
	}));

diwan.add_statement_exports = function (report) {
	diwan.drop_second_files(report);
	const choices = [
		["xlsx", "en", __("Excel, English")],
		["xlsx", "ar", __("Excel, Arabic")],
		["pdf", "en", __("PDF, English")],
		["pdf", "ar", __("PDF, Arabic")],
	];
	for (const [file_type, language, label] of choices) {
		const open = () =>
			open_url_post("/api/method/erp_app.api.finance_reports.export_statement", {
				report: report.report_name,
				filters: JSON.stringify(report.get_filter_values()),
				file_type,
				language,
			});
		report.page.add_inner_button(label, open, __("Export"));
	}
};

// Our reports are finished statements: nobody builds cards or charts out of them.
diwan.simplify_report = function (report) {
	report.add_card_button_to_toolbar = () => {};
	report.add_chart_buttons_to_toolbar = () => {};
};
