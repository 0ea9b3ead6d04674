// Every list: what the base offers beside ours and the gate does not open.

// The chosen rows as a workbook, with the columns of the list. The base's own way asks for an
// endpoint that imports and exports whole types.
function export_chosen(list) {
	const shown = list.get_fields_in_list_view().map((field) => field.fieldname);
	const names = [...new Set(["name", list.meta.title_field, ...shown])];
	open_url_post("/api/method/frappe.desk.reportview.export_query", {
		doctype: list.doctype,
		file_format_type: "Excel",
		fields: JSON.stringify(
			names.filter((name) => name === "name" || frappe.meta.has_field(list.doctype, name))
		),
		filters: "[]",
		selected_items: JSON.stringify(list.get_checked_items(true)),
	});
}

(function export_lists_by_their_own_way() {
	const list_view = frappe.views && frappe.views.ListView;
	if (!list_view) return;
	const { get_actions_menu_items } = list_view.prototype;
	list_view.prototype.get_actions_menu_items = function () {
		const label = __("Export", null, "Button in list view actions menu");
		return get_actions_menu_items.call(this).map((item) =>
			item.label === label ? { ...item, action: () => export_chosen(this) } : item
		);
	};
})();

// A role's name in the form of an account asked what the role may do, of a method that is not open.
(function show_no_rights_of_roles() {
	if (frappe.RoleEditor) frappe.RoleEditor.prototype.show_permissions = () => {};
})();

// A title that is too long keeps its beginning, whichever way its own letters run.
(function cut_titles_at_their_end() {
	const list_view = frappe.views && frappe.views.ListView;
	if (!list_view) return;
	const { get_subject_html } = list_view.prototype;
	list_view.prototype.get_subject_html = function (doc) {
		return get_subject_html.call(this, doc).replace(/(<span [^>]*ellipsis")( title=)/, '$1 dir="auto"$2');
	};
})();
