frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Diwan Charts"] = {
	method: "erp_app.api.charts.get_chart",
	filters: [],
};
