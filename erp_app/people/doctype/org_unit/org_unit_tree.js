frappe.treeview_settings["Org Unit"] = {
	...diwan.tree_settings("Org Unit", __("Organisation")),
	breadcrumb: "People",
	fields: [
		{ fieldtype: "Data", fieldname: "unit_code", label: __("Code"), reqd: 1 },
		{ fieldtype: "Data", fieldname: "name_en", label: __("Name in English"), reqd: 1 },
		{ fieldtype: "Data", fieldname: "name_ar", label: __("Name in Arabic"), reqd: 1 },
		{
			fieldtype: "Select",
			fieldname: "unit_type",
			label: __("Type"),
			options: ["Sector", "Department", "Section", "Unit"].join("\n"),
			default: "Department",
		},
		{ fieldtype: "Check", fieldname: "is_group", label: __("Has Sub-units") },
	],
	ignore_fields: ["parent_org_unit"],
};
