// On the hub of a platform that has just come up: what still goes on behind, until it is done.

const EVERY_MS = 3000;

function show(steps) {
	$(".diwan-installation").remove();
	const open = steps.filter((one) => one.percent < 100);
	if (!open.length) return;
	const titles = {
		"Demonstration data": __("Demonstration data"),
		Warehouse: __("Warehouse"),
		Charts: __("Charts"),
	};
	const said = open.map((one) => `${titles[one.step] || one.step} ${one.percent} %`).join(" · ");
	const text = frappe.utils.escape_html(said);
	$(".navbar .navbar-collapse").prepend(
		`<span class="diwan-installation text-muted" role="status">${text}</span>`
	);
}

function follow() {
	frappe.call({ method: "erp_app.api.hub.get_installation_progress", type: "GET" }).then((answer) => {
		show(answer.message || []);
		if ((answer.message || []).length) setTimeout(follow, EVERY_MS);
	});
}

$(document).on("app_ready", () => {
	const steps = (frappe.boot && frappe.boot.diwan_installation) || [];
	if (!steps.length) return;
	show(steps);
	setTimeout(follow, EVERY_MS);
});
