const PROGRESS_EVENT = "diwan_entity_progress";
const POLL_MS = 4000;

frappe.ui.form.on("Entity", {
	onload(frm) {
		if (frm.diwan_listening) return;
		frm.diwan_listening = true;
		frappe.realtime.on(PROGRESS_EVENT, (data) => {
			if (data.entity === frm.doc.name) show_progress(frm, data);
		});
	},

	refresh(frm) {
		frm.dashboard.clear_headline();
		if (frm.is_new()) {
			frm.set_intro(__("Save the entity first; then create its site with one button."));
			return;
		}
		add_action_buttons(frm);
		show_health(frm);
		if (is_busy(frm)) follow(frm);
	},
});

function is_busy(frm) {
	return ["Creating", "Removing"].includes(frm.doc.status) || frm.diwan_following;
}

function add_action_buttons(frm) {
	const allowed = (frm.doc.__onload && frm.doc.__onload.allowed_actions) || [];
	if (frm.doc.status === "Active" && frm.doc.url) {
		frm.add_custom_button(__("Open Site"), () => window.open(frm.doc.url, "_blank", "noopener"));
		frm.add_custom_button(__("First Administrator"), () => tell_way_in(frm));
	}
	if (allowed.includes("Create")) {
		frm.add_custom_button(__("Create Site"), () => request(frm, "Create")).addClass("btn-primary");
	}
	if (allowed.includes("Resume")) {
		frm.add_custom_button(__("Resume"), () => request(frm, "Resume")).addClass("btn-primary");
	}
	if (allowed.includes("Suspend")) {
		frm.add_custom_button(__("Suspend"), () => ask_reason(frm, "Suspend"));
	}
	if (allowed.includes("Remove") && frm.doc.status !== "Requested") {
		frm.add_custom_button(__("Remove"), () => ask_removal(frm));
	}
}

// Only the operator at the machine makes what signs in as a person: see docs/operators.md.
function tell_way_in(frm) {
	const login = `administrator@${new URL(frm.doc.url).hostname}`;
	const command = `<code dir="ltr">./diwan entity invite ${frm.doc.name} ${login}</code>`;
	const text = __("{0} chooses a password by a link that works once. At the machine: {1}", [
		`<bdi>${login}</bdi>`,
		command,
	]);
	frappe.msgprint({ title: __("First Administrator"), message: text });
}

function ask_reason(frm, action) {
	frappe.prompt(
		[{ fieldtype: "Small Text", fieldname: "reason", label: __("Reason"), reqd: 1 }],
		({ reason }) => request(frm, action, reason),
		__("Suspend {0}: nobody can log in until it is resumed", [frm.doc.name_en]),
		__("Suspend")
	);
}

function ask_removal(frm) {
	frappe.prompt(
		[
			{ fieldtype: "Data", fieldname: "code", label: __("Type the code to confirm"), reqd: 1 },
			{ fieldtype: "Small Text", fieldname: "reason", label: __("Reason"), reqd: 1 },
		],
		({ code, reason }) => {
			if (code !== frm.doc.name) {
				frappe.msgprint(__("The code does not match. Nothing was removed."));
				return;
			}
			request(frm, "Remove", reason);
		},
		__("Remove {0}: a backup is taken, then its site is deleted", [frm.doc.name_en]),
		__("Remove")
	);
}

function request(frm, action, reason) {
	frappe
		.call("erp_app.api.hub.request_entity_task", { entity: frm.doc.name, action, reason })
		.then(() => {
			frm.diwan_following = true;
			show_progress(frm, { state: "Queued", progress: 0, message: __("Waiting its turn"), action });
			frm.reload_doc();
		});
}

// Realtime shows each step; the slow poll covers a lost connection.
function follow(frm) {
	clearTimeout(frm.diwan_poll);
	frappe
		.call({
			method: "erp_app.api.hub.get_entity_progress",
			type: "GET",
			args: { entity: frm.doc.name },
		})
		.then(({ message }) => {
			if (message && message.state) show_progress(frm, message);
		});
	frm.diwan_poll = setTimeout(() => {
		const is_open = cur_frm === frm && frappe.get_route()[0] === "Form";
		if (is_open && frm.diwan_following) follow(frm);
	}, POLL_MS);
}

function show_progress(frm, data) {
	if (data.state === "Done" || data.state === "Failed") {
		const was_following = frm.diwan_following;
		frm.diwan_following = false;
		clearTimeout(frm.diwan_poll);
		frm.dashboard.hide_progress();
		if (data.state === "Failed") {
			frm.dashboard.clear_headline(); // the base adds to what stands
			frm.dashboard.set_headline_alert(
				__("The last task failed: {0}", [frappe.utils.escape_html(data.error || "")]),
				"red"
			);
		}
		if (was_following) frm.reload_doc();
		return;
	}
	frm.diwan_following = true;
	frm.dashboard.show_progress(
		__("{0} site", [__(data.action)]),
		Math.max(data.progress || 0, 2),
		frappe.utils.escape_html(translate_step(frm, data.message || ""))
	);
}

// The platform tells its steps in English, with the entity's code in them.
function translate_step(frm, message) {
	const template = message.replace(new RegExp(`\\b${frm.doc.name}\\b`), "{0}");
	return __(template, [frm.doc.name]);
}

function show_health(frm) {
	const colours = { Healthy: "green", Degraded: "orange", Down: "red" };
	if (frm.doc.status === "Active" && colours[frm.doc.health]) {
		frm.dashboard.add_indicator(__(frm.doc.health), colours[frm.doc.health]);
	}
}
