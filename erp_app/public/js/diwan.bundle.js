// What Diwan adds to every Desk screen: helpful empty lists and a language switch.

import "./accessibility.js";
import "./charts.js";
import "./directions.js";
import "./buying.js";
import "./funds.js";
import "./history.js";
import "./inbox.js";
import "./installation.js";
import "./link_titles.js";
import "./lists.js";
import "./numbers.js";
import "./people.js";
import "./phone.js";
import "./place.js";
import "./prints.js";
import "./reports.js";
import "./safe_texts.js";
import "./search.js";
import "./second_factor.js";
import "./statements.js";
import "./steps.js";
import "./unoffered.js";
import "./uploads.js";
import "./warehouse.js";

frappe.provide("diwan");

diwan.render_empty_state = function (state, can_create, doctype) {
	const steps = (can_create ? state.steps || [] : [])
		.map(
			(step, index) =>
				`<button class="btn btn-default btn-sm diwan-step" data-step="${index}">${step.label}</button>`
		)
		.join(" ");
	const create = can_create
		? `<button class="btn btn-primary btn-sm btn-new-doc">${__("New {0}", [__(doctype)])}</button>`
		: "";
	return `<div class="diwan-empty">
		<img src="/assets/erp_app/images/diwan-logo.svg" alt="" width="56" height="56">
		<h4>${state.title}</h4>
		<p class="text-muted">${(!can_create && state.reader_message) || state.message}</p>
		<p>${create} ${steps}</p>
	</div>`;
};

(function teach_lists_to_help() {
	const list_view = frappe.views && frappe.views.ListView;
	if (!list_view) return;
	const original = list_view.prototype.get_no_result_message;
	list_view.prototype.get_no_result_message = function () {
		const state = this.settings && this.settings.diwan_empty_state;
		const filters = (this.filter_area && this.filter_area.get()) || [];
		if (!state || filters.length) return original.call(this);
		return diwan.render_empty_state(state, this.can_create, this.doctype);
	};
	$(document).on("click", ".diwan-step", (event) => {
		const view = cur_list;
		const state = view && view.settings && view.settings.diwan_empty_state;
		const step = state && state.steps[Number(event.currentTarget.dataset.step)];
		if (step) frappe.set_route(...step.route);
	});
})();

// A workspace is one document for all its roles: leave out the blocks this reader may not see,
// which Frappe would show as broken ones, and the buttons that edit what is not theirs.
(function teach_workspaces_to_leave_out() {
	const workspace = frappe.views && frappe.views.Workspace;
	if (!workspace) return;
	const blocks = {
		shortcut: ["shortcuts", "shortcut_name"],
		card: ["cards", "card_name"],
		chart: ["charts", "chart_name"],
		number_card: ["number_cards", "number_card_name"],
		quick_list: ["quick_lists", "quick_list_name"],
		custom_block: ["custom_blocks", "custom_block_name"],
	};
	const prepare = workspace.prototype.prepare_editorjs;
	workspace.prototype.prepare_editorjs = function () {
		const is_shown = ({ type, data }) => {
			if (!blocks[type]) return true;
			const [group, key] = blocks[type];
			const items = ((this.page_data || {})[group] || {}).items || [];
			const item = items.find((candidate) => candidate.label === __(data[key]));
			if (!item) return false;
			return item.doc_view !== "New" || frappe.model.can_create(item.link_to);
		};
		this.content = (this.content || []).filter(is_shown);
		return prepare.call(this);
	};
	const setup_actions = workspace.prototype.setup_actions;
	workspace.prototype.setup_actions = function (page) {
		if (this.has_access) return setup_actions.call(this, page);
	};
})();

// A tree under one named root, codes before names in the reader's language.
diwan.tree_settings = function (doctype, title) {
	return {
		title,
		get_tree_root: false,
		onload(view) {
			view.root_label = title;
			view.root_value = "";
			view.make_tree();
		},
		get_label(node) {
			if (node.is_root) return frappe.utils.escape_html(title);
			const name = diwan.get_title(doctype, node.label) || node.data.title || "";
			const code = `<span class="text-muted">${frappe.utils.escape_html(node.label)}</span>`;
			return name === node.label ? code : `${code} ${frappe.utils.escape_html(name)}`;
		},
	};
};

const WANTED_LANGUAGE = "diwan_wanted_language";

diwan.switch_language = function () {
	const language = frappe.boot.lang && frappe.boot.lang.startsWith("ar") ? "en" : "ar";
	sessionStorage.setItem(WANTED_LANGUAGE, language);
	return diwan.set_language(language);
};

diwan.set_language = function (language) {
	return frappe.call("erp_app.api.desk.set_language", { language }).then(() => {
		frappe.assets && frappe.assets.clear_local_storage && frappe.assets.clear_local_storage();
		window.location.reload();
	});
};

$(document).on("toolbar_setup", () => {
	const is_arabic = (frappe.boot.lang || "en").startsWith("ar");
	const label = is_arabic ? "English" : "العربية";
	const code = is_arabic ? "en" : "ar";
	if ($(".diwan-language").length) return;
	const button = $(
		`<li class="nav-item diwan-language"><button class="btn btn-xs btn-default" lang="${code}"
			title="${label}">${label}</button></li>`
	);
	button.find("button").on("click", diwan.switch_language);
	$(".navbar .navbar-nav").last().prepend(button);
});

// A request under way during the switch may have kept the old language: ask once more.
$(document).on("app_ready", () => {
	const wanted = sessionStorage.getItem(WANTED_LANGUAGE);
	sessionStorage.removeItem(WANTED_LANGUAGE);
	if (wanted && !(frappe.boot.lang || "en").startsWith(wanted)) diwan.set_language(wanted);
});
