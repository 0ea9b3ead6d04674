// How linked documents are named: in the reader's language, finance masters with their code.
//
// Arabic titles of small documents travel with the boot of an Arabic session; English ones come
// from the framework with each document. The stored value stays the code.

frappe.provide("diwan");

// Accountants know these by code and read the name to be sure.
const CODED = new Set(["Account", "Cost Centre", "Fund", "Programme", "Project", "Function"]);
const SEPARATOR = " · ";

const titles = frappe.boot.diwan_titles || {};
const title_fields = frappe.boot.diwan_title_fields || {};

const has_code = (name, title) => title.startsWith(`${name}${SEPARATOR}`);
const add_code = (doctype, name, title) =>
	CODED.has(doctype) && title && title !== name && !has_code(name, title)
		? `${name}${SEPARATOR}${title}`
		: title;
const remove_code = (name, title) =>
	title && has_code(name, title) ? title.slice(name.length + SEPARATOR.length) : title;

(function name_links_in_the_readers_language() {
	const { get_link_title, add_link_title, fetch_link_title } = frappe.utils;
	diwan.get_title = (doctype, name) =>
		(titles[doctype] || {})[name] || get_link_title.call(frappe.utils, doctype, name);
	frappe.utils.get_link_title = (doctype, name) =>
		add_code(doctype, name, diwan.get_title(doctype, name));
	frappe.utils.add_link_title = (doctype, name, title) =>
		add_link_title.call(frappe.utils, doctype, name, remove_code(name, title));
	frappe.utils.fetch_link_title = (doctype, name) =>
		fetch_link_title
			.call(frappe.utils, doctype, name)
			.then((title) => add_code(doctype, name, title));
})();

(function suggest_links_by_code_and_name() {
	const control = frappe.ui.form.ControlLink.prototype;
	const { merge_duplicates, set_custom_query, parse_validate_and_set_in_model } = control;

	control.merge_duplicates = function (results) {
		const doctype = this.get_options();
		return merge_duplicates.call(
			this,
			results.map((found) => name_suggestion(doctype, found))
		);
	};
	// The server knows the code and the name, not the two together.
	control.set_custom_query = function (args) {
		if (CODED.has(this.get_options())) args.txt = args.txt.split(SEPARATOR)[0];
		return set_custom_query.call(this, args);
	};
	// A code that is typed in full is not its own title.
	control.parse_validate_and_set_in_model = function (value, event, label) {
		const title = label === value ? null : label;
		return parse_validate_and_set_in_model.call(this, value, event, title);
	};
})();

// The first line in the reader's language; below it the other name instead of the same again.
function name_suggestion(doctype, found) {
	const title = (titles[doctype] || {})[found.value] || found.label;
	if (!title) return found;
	const named = { ...found, label: add_code(doctype, found.value, title) };
	if (CODED.has(doctype)) {
		const parts = String(found.description || "").split(", ");
		const rest = (parts[0] === found.value ? parts.slice(1) : parts).join(", ");
		named.description = rest === title ? found.label : rest;
	}
	return named;
}

// Lists and forms head a document with one field: on Arabic screens with the Arabic one.
(function head_documents_in_arabic() {
	const { init_doctype } = frappe.model;
	frappe.model.init_doctype = function (doctype) {
		if (title_fields[doctype]) locals.DocType[doctype].title_field = title_fields[doctype];
		return init_doctype.call(frappe.model, doctype);
	};
})();

// Names that do not travel with the boot come with each document, in English: forms ask for the
// Arabic one, and leave out the English copy that stands beside the link.
const HAS_ARABIC = /[\u0600-\u06ff]/;
const COPIES = ["_title", "_name"];
const is_named_apart = (df) =>
	df.fieldtype === "Link" && title_fields[df.options] && !titles[df.options];

function name_link_in_arabic(frm, df) {
	const value = frm.doc[df.fieldname];
	COPIES.forEach((end) => frm.toggle_display(df.fieldname + end, !value));
	if (!value || HAS_ARABIC.test(diwan.get_title(df.options, value) || "")) return;
	frappe.utils
		.fetch_link_title(df.options, value)
		.then(() => {
			if (frm.doc[df.fieldname] !== value) return;
			frm.refresh_field(df.fieldname);
			frm.toolbar.set_title();
		});
}

// A document that is headed by such a copy is headed by the link's name.
(function head_documents_by_their_link() {
	const toolbar = frappe.ui.form.Toolbar?.prototype;
	if (!toolbar) return;
	const { set_title } = toolbar;
	toolbar.set_title = function () {
		set_title.call(this);
		const { frm } = this;
		const df = frappe.meta
			.get_docfields(frm.doctype)
			.find((one) => is_named_apart(one) && frm.meta.title_field === `${one.fieldname}_name`);
		const title = df && !frm.is_new() && diwan.get_title(df.options, frm.doc[df.fieldname]);
		if (title) this.page.set_title(frappe.utils.escape_html(title));
	};
})();

$(document).on("form-refresh", (_event, frm) => {
	if (!frm || !Object.keys(title_fields).length) return;
	const links = frappe.meta.get_docfields(frm.doctype).filter(is_named_apart);
	links.forEach((df) => name_link_in_arabic(frm, df));
});

// The code is a column of its own in the lists of coded documents: the name would repeat it.
for (const doctype of CODED) {
	frappe.listview_settings[doctype] = { hide_name_column: true };
}
