// How people are named: with full name and address together, in forms, lists and titles. A name
// alone may be changed by its bearer; an address alone says little.

frappe.provide("diwan.people");

const names = {};
const isolate = (text) => `\u2068${text}\u2069`; // an address keeps its order among Arabic words

diwan.people.describe = (user) => {
	const name = names[user];
	return name && name !== user ? `${name} (${isolate(user)})` : user;
};

// Ask for those not known yet; resolves to true when some became known.
function learn(users) {
	const wanted = [...new Set(users)].filter((user) => user && !(user in names));
	if (!wanted.length) return Promise.resolve(false);
	for (const user of wanted) names[user] = "";
	const call = frappe.call({ method: "erp_app.api.desk.get_names", args: { users: wanted } });
	return call.then(({ message }) => {
		Object.assign(names, message || {});
		for (const user of wanted) tell_framework(user);
		return true;
	});
}

// The framework's own lines (who created, who changed) ask here; what it has of a person stays.
function tell_framework(user) {
	const known = (frappe.boot.user_info ||= {});
	if (names[user]) known[user] = { name: user, email: user, ...known[user], fullname: names[user] };
}

const is_person = (field) => field?.fieldtype === "Link" && field.options === "User";
const fields_of = (doctype) => frappe.meta.get_docfields(doctype).filter(is_person);

(function name_people_in_links() {
	const { get_link_title } = frappe.utils;
	frappe.utils.get_link_title = (doctype, name) =>
		doctype === "User" && names[name]
			? diwan.people.describe(name)
			: get_link_title.call(frappe.utils, doctype, name);
})();

// --- forms ----------------------------------------------------------------------------------

function title_of(frm) {
	const field = frm.meta.title_field && frappe.meta.get_docfield(frm.doctype, frm.meta.title_field);
	return !frm.is_new() && is_person(field) ? diwan.people.describe(frm.doc[field.fieldname]) : "";
}

(function name_people_in_heads() {
	const toolbar = frappe.ui.form.Toolbar?.prototype;
	if (!toolbar) return;
	const { set_title } = toolbar;
	toolbar.set_title = function () {
		set_title.call(this);
		const title = title_of(this.frm);
		if (title) this.page.set_title(frappe.utils.escape_html(title));
	};
})();

$(document).on("form-refresh", (event, frm) => {
	if (!frm || frm.is_new()) return;
	const fields = fields_of(frm.doctype);
	const { name, owner, modified_by } = frm.doc;
	learn([owner, modified_by, ...fields.map((field) => frm.doc[field.fieldname])]).then((is_news) => {
		if (!is_news || frm.doc.name !== name) return;
		fields.forEach((field) => frm.refresh_field(field.fieldname));
		frm.toolbar.set_title();
		frm.sidebar?.refresh();
	});
});

// --- lists ----------------------------------------------------------------------------------

// The text of a cell that filters by the address; the head of a row takes the text alone.
function draw_cell(user, field) {
	if (!user) return "";
	const escape = frappe.utils.escape_html;
	const text = escape(diwan.people.describe(user));
	const filter = escape(`${field.fieldname},=,${user}`);
	return `<span class="ellipsis" title="${__(field.label)}: ${text}">
		<a class="filterable ellipsis" data-filter="${filter}">${text}</a></span>`;
}

(function name_people_in_lists() {
	const list_view = frappe.views && frappe.views.ListView;
	if (!list_view) return;
	const { render } = list_view.prototype;
	list_view.prototype.render = function () {
		const fields = fields_of(this.doctype).map((field) => field.fieldname);
		const formatters = Object.fromEntries(fields.map((field) => [field, draw_cell]));
		this.settings.formatters = { ...formatters, ...this.settings.formatters };
		const shown = render.call(this);
		learn(this.data.flatMap((doc) => fields.map((field) => doc[field]))).then(
			(is_news) => is_news && render.call(this)
		);
		return shown;
	};
})();
