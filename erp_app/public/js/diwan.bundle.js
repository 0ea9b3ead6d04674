// What Diwan adds to every Desk screen: helpful empty lists and a language switch.

frappe.provide("diwan");

diwan.render_empty_state = function (state, can_create, doctype) {
	const steps = (state.steps || [])
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
		<p class="text-muted">${state.message}</p>
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

diwan.switch_language = function () {
	const language = frappe.boot.lang && frappe.boot.lang.startsWith("ar") ? "en" : "ar";
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
