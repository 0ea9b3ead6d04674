// The chart of accounts as a tree, codes before names.

frappe.treeview_settings["Account"] = {
	breadcrumb: "Finance",
	title: __("Chart of Accounts"),
	get_tree_root: false,
	root_label: "Accounts",
	disable_add_node: true,
	get_label(node) {
		const title = node.data.title && node.data.title !== node.label ? ` ${node.data.title}` : "";
		return frappe.utils.escape_html(`${node.label}${title}`);
	},
};
