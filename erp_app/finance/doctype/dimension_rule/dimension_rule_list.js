// The rules by their titles, which are their names; a dimension left to wider rules stays empty.

const RULE_COLOURS = { Mandatory: "green", Forbidden: "red", Optional: "gray" };
const show_demand = (value) =>
	value ? `<span class="indicator-pill ${RULE_COLOURS[value]}">${__(value)}</span>` : "";

frappe.listview_settings["Dimension Rule"] = {
	hide_name_column: true,
	formatters: { cost_centre: show_demand, fund: show_demand },
};
