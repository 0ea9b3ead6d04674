// The budget groups as a tree, codes before names.

frappe.treeview_settings["Budget Group"] = {
	...diwan.tree_settings("Budget Group", __("Budget Groups")),
	breadcrumb: "Finance",
	disable_add_node: true,
};
