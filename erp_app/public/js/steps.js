// The steps of documents with a workflow, for all forms and lists: what the server says is possible
// becomes a button, with the question or the reason that the step asks for.

frappe.provide("diwan.steps");

const workflows = frappe.boot.diwan_workflows || {};
const escape_html = frappe.utils.escape_html;

const first_state = (doctype) => Object.keys(workflows[doctype].states)[0];
const state_of = (doc) => doc.workflow_state || first_state(doc.doctype);

// --- asking -------------------------------------------------------------------------------

// Ask what a step needs and call `run` with it. Nothing to ask: run at once.
function ask(step, run) {
	if (!step.needs_reason && !step.date_label) {
		if (!step.question) return run({});
		return frappe.confirm(step.question, () => run({}));
	}
	const fields = [];
	if (step.needs_reason) {
		fields.push({ fieldname: "reason", fieldtype: "Small Text", label: step.question, reqd: 1 });
	}
	if (step.date_label) {
		const today = frappe.datetime.get_today();
		fields.push({ fieldname: "date", fieldtype: "Date", label: step.date_label, default: today });
	}
	frappe.prompt(fields, run, step.label, step.confirm || step.label);
}

// --- forms --------------------------------------------------------------------------------

// What the reader saw goes with the step: the server refuses it on a document that has changed.
function take_step(frm, step) {
	const { modified } = frm.doc;
	ask(step, (values) =>
		diwan.second_factor
			.call({
				method: "erp_app.api.documents.take_step",
				args: {
					doctype: frm.doctype,
					name: frm.doc.name,
					action: step.action,
					modified,
					...values,
				},
				freeze: true,
			})
			.then((answer) => {
				frappe.show_alert({ message: answer.message.message, indicator: "green" });
				$(document).trigger("diwan-inbox-changed");
				frm.reload_doc();
			})
	);
}

// Wherever the base tells a document's status (form, list, report, widget), it tells the state.
(function tell_the_state_as_status() {
	const { get_indicator } = frappe;
	if (!get_indicator) return;
	frappe.get_indicator = function (doc, doctype, ...rest) {
		const workflow = workflows[doctype || doc.doctype];
		const state = doc.workflow_state;
		if (!workflow || !state || doc.__unsaved) return get_indicator(doc, doctype, ...rest);
		return [__(state), workflow.states[state] || "grey", `workflow_state,=,${state}`];
	};
})();

// Submit and Cancel of the base are replaced by our steps, which ask for what they need.
function hide_standard_steps(frm) {
	if (frm.doc.docstatus === 0 && !frm.is_dirty()) frm.page.clear_primary_action();
	if (frm.doc.docstatus === 1) frm.page.clear_secondary_action();
}

const name_takers = (row) =>
	row.on_behalf_of ? __("{0} for {1}", [row.by, row.on_behalf_of]) : row.by;

function describe_cancellation(frm, cancelled) {
	const who = `<bdi>${escape_html(name_takers(cancelled))}</bdi>`;
	const when = `<bdi>${frappe.datetime.str_to_user(cancelled.at)}</bdi>`;
	const state = state_of(frm.doc);
	const parts = [__("{0} by {1} on {2}", [__(state), who, when])];
	if (cancelled.reason) parts.push(__("Reason: {0}", [escape_html(cancelled.reason)]));
	if (cancelled.reversal) {
		const address = frappe.utils.get_form_link(frm.doctype, cancelled.reversal);
		const link = `<a href="${address}"><bdi>${escape_html(cancelled.reversal)}</bdi></a>`;
		parts.push(__("Reversed by {0}", [link]));
	}
	return parts.join("<br>");
}

function show_notes(frm, { steps, note, cancelled }) {
	const delegated = steps.find((step) => step.on_behalf_of_name);
	if (cancelled) {
		frm.set_intro(describe_cancellation(frm, cancelled), "red");
	} else if (frm.doc.rejection_reason && workflows[frm.doctype].returned.includes(state_of(frm.doc))) {
		frm.set_intro(__("Rejected: {0}", [escape_html(frm.doc.rejection_reason)]), "red");
	} else if (delegated) {
		const name = escape_html(delegated.on_behalf_of_name);
		frm.set_intro(__("You decide in the place of {0}", [name]), "blue");
	} else if (note) {
		frm.set_intro(escape_html(note), "yellow");
	}
}

// What was attached when a step was taken: file, person, moment and digest, one a line.
function describe_evidence(lines) {
	if (!lines.length) return "";
	const shown = lines.map((line) => `<li><bdi>${escape_html(line)}</bdi></li>`).join("");
	return `<details><summary>${__("Evidence")} (${lines.length})</summary><ul>${shown}</ul></details>`;
}

function show_history(frm, history) {
	frm.layout.wrapper.find(".diwan-history").remove();
	if (!history.length) return;
	const lines = history.map((row) => {
		const who = name_takers(row);
		const reason = row.reason ? `<q>${escape_html(row.reason)}</q>` : "";
		return `<li><b>${escape_html(row.label)}</b> <bdi>${escape_html(who)}</bdi>
			<bdi class="text-muted">${frappe.datetime.str_to_user(row.at)}</bdi> ${reason}
			${describe_evidence(row.evidence)}</li>`;
	});
	frm.layout.wrapper.append(
		`<section class="diwan-history"><h6>${__("Steps Taken")}</h6><ol>${lines.join("")}</ol></section>`
	);
}

// What was sent is fixed: the form does not look as if it could be changed.
function show_fixed(frm) {
	const { editable } = workflows[frm.doctype];
	if (frm.doc.docstatus !== 0 || frm.is_new() || editable.includes(state_of(frm.doc))) return;
	frm.set_read_only();
	frm.refresh_fields();
}

// Nor do its attachments; to what is in force something is added, which the trail then says.
(function keep_evidence() {
	const attachments = frappe.ui.form.Attachments?.prototype;
	if (!attachments) return;
	const { refresh } = attachments;
	attachments.refresh = function () {
		refresh.call(this);
		const { doc, doctype } = this.frm;
		if (!this.frm.perm[0]?.write) this.add_attachment_wrapper.hide();
		if (!workflows[doctype] || workflows[doctype].editable.includes(state_of(doc))) return;
		this.parent.find(".attachment-row .remove-btn").hide();
		if (doc.docstatus !== 1) this.add_attachment_wrapper.hide();
	};
})();

function refresh_form(frm) {
	show_fixed(frm);
	frm.layout.wrapper.find(".diwan-history").remove();
	frm.diwan_question = null;
	if (frm.is_new()) return;
	hide_standard_steps(frm);
	const { doctype, doc } = frm;
	const method = "erp_app.api.documents.get_steps";
	// Two refreshes close together ask twice, and notes are added to what stands: only the
	// answer to the last question is drawn.
	const question = Symbol(doc.name);
	frm.diwan_question = question;
	frappe.call({ method, args: { doctype, name: doc.name }, type: "GET" }).then((answer) => {
		if (frm.diwan_question !== question) return;
		const life = answer.message;
		show_history(frm, life.history);
		if (frm.is_dirty()) return;
		show_notes(frm, life);
		for (const step of life.steps) {
			const run = () => take_step(frm, step);
			if (step.is_main) frm.page.set_primary_action(step.label, run);
			else frm.add_custom_button(step.label, run);
		}
	});
}

// The timeline of the base shows what is stored: states in the reader's language.
function translate_states(version) {
	if (version.has_states || !version.data?.includes('"workflow_state"')) return;
	const data = JSON.parse(version.data);
	for (const change of data.changed || []) {
		if (change[0] === "workflow_state") change.splice(1, 2, __(change[1]), __(change[2]));
	}
	Object.assign(version, { data: JSON.stringify(data), has_states: true });
}

(function tell_states_in_the_readers_language() {
	const form = frappe.ui.form.Form?.prototype;
	if (!form) return;
	const { get_docinfo } = form;
	form.get_docinfo = function () {
		const info = get_docinfo.call(this);
		if (workflows[this.doctype]) (info?.versions || []).forEach(translate_states);
		return info;
	};
})();

for (const doctype of Object.keys(workflows)) {
	frappe.ui.form.on(doctype, {
		setup(frm) {
			frm.show_submit_message = () => {}; // our steps say what comes next
		},
		refresh: refresh_form,
	});
}

// Policy rows name a document type: those whose documents have steps.
for (const doctype of ["Step Role", "Approval Limit", "Delegation"]) {
	frappe.ui.form.on(doctype, {
		setup(frm) {
			const filters = { name: ["in", Object.keys(workflows)] };
			frm.set_query("document_type", () => ({ filters }));
		},
	});
}

// --- lists --------------------------------------------------------------------------------

function show_outcome(list, { done, refused }) {
	list.refresh();
	$(document).trigger("diwan-inbox-changed");
	if (done.length) {
		frappe.show_alert({ message: __("{0} documents: done", [done.length]), indicator: "green" });
	}
	if (refused.length) {
		const lines = refused.map(
			(one) => `<li><b>${escape_html(one.name)}</b>: ${escape_html(one.message)}</li>`
		);
		const title = __("{0} documents: not possible", [refused.length]);
		frappe.msgprint({ title, message: `<ul>${lines.join("")}</ul>` });
	}
}

function add_list_step(list, step) {
	list.page.add_action_item(step.label, () => {
		const chosen = list.get_checked_items();
		const names = chosen.map((doc) => doc.name);
		const modified = Object.fromEntries(chosen.map((doc) => [doc.name, doc.modified]));
		const bulk = { ...step, question: step.needs_reason ? step.question : step.bulk_question };
		ask(bulk, (values) =>
			diwan.second_factor
				.call({
					method: "erp_app.api.documents.take_steps",
					args: { doctype: list.doctype, names, action: step.action, modified, ...values },
					freeze: true,
				})
				.then((answer) => show_outcome(list, answer.message))
		);
	});
}

// What a document's own list settings say stays; the state and the steps are the same for all.
function add_to_settings(doctype, settings) {
	const { bulk } = workflows[doctype];
	const { onload } = settings;
	return {
		...settings,
		has_steps: true,
		add_fields: [...new Set([...(settings.add_fields || []), "workflow_state"])],
		onload(list) {
			onload && onload.call(this, list);
			bulk.forEach((step) => add_list_step(list, step));
		},
	};
}

(function teach_lists_the_steps() {
	const list_view = frappe.views && frappe.views.ListView;
	if (!list_view) return;
	const { setup_defaults, get_actions_menu_items } = list_view.prototype;
	list_view.prototype.setup_defaults = function () {
		const settings = frappe.listview_settings[this.doctype] || {};
		if (workflows[this.doctype] && !settings.has_steps) {
			frappe.listview_settings[this.doctype] = add_to_settings(this.doctype, settings);
		}
		return setup_defaults.call(this);
	};
	// The base's own Submit and Cancel beside our steps would ask for nothing and mostly be refused.
	list_view.prototype.get_actions_menu_items = function () {
		const items = get_actions_menu_items.call(this);
		if (!workflows[this.doctype]) return items;
		const context = "Button in list view actions menu";
		const replaced = [__("Submit", null, context), __("Cancel", null, context)];
		return items.filter((item) => !replaced.includes(item.label));
	};
})();
