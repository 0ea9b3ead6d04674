// What the base offers on every screen and nothing here stands behind: it is not shown. Whoever
// lets a method of it through the gate takes its line away here.

// --- ways to look at a list ---------------------------------------------------------------------

const VIEWS = ["List", "Report", "Tree"];

(function offer_our_views_alone() {
	const select = frappe.views?.ListViewSelect?.prototype;
	if (!select) return;
	const { add_view_to_menu } = select;
	select.add_view_to_menu = function (view, action) {
		if (VIEWS.includes(view)) add_view_to_menu.call(this, view, action);
	};
	// An address of another view, from the base's manuals or by guess, opens the list.
	for (const view of Object.keys(frappe.router.list_views_route)) {
		const name = frappe.router.list_views_route[view];
		if (!VIEWS.includes(name) && view !== "file") frappe.router.list_views_route[view] = "List";
	}
})();

(function assign_and_tag_nothing() {
	const group_by = frappe.views?.ListGroupBy?.prototype;
	if (group_by) {
		const { render_group_by_items } = group_by;
		group_by.render_group_by_items = function () {
			this.group_by_fields = this.group_by_fields.filter((field) => field !== "assigned_to");
			return render_group_by_items.call(this);
		};
	}
	const list = frappe.views?.ListView?.prototype;
	if (!list) return;
	const { get_actions_menu_items } = list;
	list.get_actions_menu_items = function () {
		const gone = [
			__("Assign To", null, "Button in list view actions menu"),
			__("Apply Assignment Rule", null, "Button in list view actions menu"),
			__("Add Tags", null, "Button in list view actions menu"),
		];
		if (!frappe.model.can_export(this.doctype)) {
			gone.push(__("Export", null, "Button in list view actions menu"));
		}
		return get_actions_menu_items.call(this).filter(({ label }) => !gone.includes(label));
	};
})();

// --- menus of forms and reports -----------------------------------------------------------------

(function shorten_the_menus() {
	const toolbar = frappe.ui.form.Toolbar?.prototype;
	if (toolbar) {
		const { make_menu_items } = toolbar;
		toolbar.make_menu_items = function () {
			make_menu_items.call(this);
			remove_from_menu(this.page, [__("Links"), __("Remind Me"), __("Copy to Clipboard")]);
		};
	}
	const list = frappe.views?.BaseList?.prototype; // reports are lists, too
	if (!list) return;
	const { set_menu_items } = list;
	list.set_menu_items = function () {
		const gone = [__("Setup Auto Email"), __("Add Column")];
		// The base shows what has no answer to its condition.
		const is_offered = ({ label, condition }) =>
			!gone.includes(label) && (!condition || condition.call(this));
		this.menu_items = (this.menu_items || []).filter(is_offered);
		return set_menu_items.call(this);
	};
})();

function remove_from_menu(page, labels) {
	const names = labels.map((label) => encodeURIComponent(label));
	page.menu.find("[data-label]").each((_number, label) => {
		if (names.includes(label.dataset.label)) $(label).closest("li").remove();
	});
}

// --- other makers' words ------------------------------------------------------------------------

if (frappe.views?.ListSidebar) frappe.views.ListSidebar.prototype.add_insights_banner = () => {};

(function name_the_themes() {
	const switcher = frappe.ui.ThemeSwitcher?.prototype;
	if (!switcher) return;
	const { fetch_themes } = switcher;
	const labels = { light: __("Light"), dark: __("Dark") };
	switcher.fetch_themes = function () {
		return fetch_themes.call(this).then((themes) => {
			themes.forEach((theme) => Object.assign(theme, { label: labels[theme.name] || theme.label }));
			return themes;
		});
	};
})();

// --- what somebody may not open -----------------------------------------------------------------

// Reports come with a release: nobody edits one, or what it may be read with.
frappe.user.is_report_manager = () => false;

// A document's breadcrumb leads to a workspace of the reader, not to any of its module.
(function keep_to_own_workspaces() {
	const own = new Set((frappe.boot.allowed_workspaces || []).map(({ name }) => name));
	const of_modules = frappe.boot.module_wise_workspaces || {};
	for (const module of Object.keys(of_modules)) {
		of_modules[module] = of_modules[module].filter((name) => own.has(name));
	}
})();

// A person, or another document that the reader may not open, is named and no link.
(function link_to_what_opens() {
	const { get_form_link } = frappe.utils;
	frappe.utils.get_form_link = function (doctype, name, html = false, text = null, ...rest) {
		if (!html || frappe.model.can_read(doctype)) {
			return get_form_link.call(this, doctype, name, html, text, ...rest);
		}
		return `<bdi>${text || frappe.utils.escape_html(name)}</bdi>`;
	};
})();

// An account is a person with roles: profiles and modules of the base are kept by a release.
frappe.ui.form.on("User", {
	refresh(frm) {
		// The base's own script of this form comes after ours.
		setTimeout(() => {
			frm.remove_custom_button(__("View Permitted Documents"), __("Permissions"));
			frm.toggle_display(["role_profile_name", "module_profile", "sb3", "modules_access"], false);
		});
	},
});
