// The chart of accounts as a tree, codes before names.

frappe.treeview_settings["Account"] = {
	...diwan.tree_settings("Account", __("Chart of Accounts")),
	breadcrumb: "Finance",
	disable_add_node: true,
};
