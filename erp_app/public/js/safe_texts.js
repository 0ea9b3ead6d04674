// Stored texts are text wherever the base shows them: it takes them for markup in forms, lists and
// tables. They are cleaned when they are stored; this is the second wall.
//
// The mark of an entity stays as it is: what was made safe twice reads the same as once.

const HARMLESS = { "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const as_text = (value) =>
	typeof value === "string" ? value.replace(/[<>"]/g, (mark) => HARMLESS[mark]) : value;

(function show_values_as_text() {
	const formatters = frappe.form?.formatters;
	if (!formatters) return;
	const base = { ...formatters };
	for (const kind of ["Data", "Autocomplete", "Select"]) {
		formatters[kind] = (value, ...rest) => base[kind].call(formatters, as_text(value), ...rest);
	}
	formatters.Text = (value, df) =>
		formatters._apply_custom_formatter(
			value ? frappe.utils.replace_newlines(as_text(String(value))) : "",
			df
		);
	// What people write with an editor is markup, cleaned by the server; it is drawn by the two.
	formatters.TextEditor = (...given) => {
		const { Data, Text } = formatters;
		Object.assign(formatters, { Data: base.Data, Text: base.Text });
		try {
			return base.TextEditor.apply(formatters, given);
		} finally {
			Object.assign(formatters, { Data, Text });
		}
	};
	formatters.Link = (value, ...rest) => {
		const { get_link_title } = frappe.utils;
		frappe.utils.get_link_title = (...asked) => as_text(get_link_title.apply(frappe.utils, asked));
		try {
			return base.Link.call(formatters, as_text(value), ...rest);
		} finally {
			frappe.utils.get_link_title = get_link_title;
		}
	};
})();

(function show_names_of_people_as_text() {
	const { user_info } = frappe;
	if (!user_info) return;
	frappe.user_info = function (user) {
		const info = user_info.call(frappe, user);
		return { ...info, fullname: as_text(info.fullname) };
	};
})();

// The base writes a document's name into an attribute of its breadcrumb as it is.
(function write_breadcrumbs_as_text() {
	if (!frappe.breadcrumbs) return;
	frappe.breadcrumbs.set_form_breadcrumb = function ({ doctype }, view) {
		const name = frappe.get_route().slice(2).join("/");
		const address = `/app/${frappe.router.slug(doctype)}/${encodeURIComponent(name)}`;
		const link = $("<a>").attr("href", address).text(name);
		const crumb = $("<li>").append(link).appendTo(this.$breadcrumbs);
		if (view !== "form") return;
		crumb.addClass("disabled").css("cursor", "copy");
		crumb.click((event) => {
			event.stopImmediatePropagation();
			frappe.utils.copy_to_clipboard(crumb.text());
		});
	};
})();
