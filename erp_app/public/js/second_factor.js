// What asks for a code of the second factor: the question, and what was asked for once more after
// the answer. And the button that helps somebody whose telephone is lost.

frappe.provide("diwan.second_factor");

const API = "erp_app.api.second_factor.";
const NEEDED = "SecondFactorNeededError";
const PENDING = "SecondFactorPendingError";
const PAGE = "/second-factor";
const REMOVERS = ["Entity Administrator", "Centre Operator"];

let is_asking = false;

const words_of = (answer) =>
	JSON.parse(answer._server_messages || "[]")
		.map((one) => JSON.parse(one).message)
		.join("<br>");

// Ask for a code, then do `again` what needed it.
diwan.second_factor.ask = function (answer, again) {
	if (is_asking) return;
	if (answer.second_factor === "enrol") {
		const link = `<a href="${PAGE}">${__("Set it up now")}</a>`;
		frappe.msgprint({ title: __("Second Factor"), message: `${words_of(answer)}<br>${link}` });
		return;
	}
	is_asking = true;
	const dialog = new frappe.ui.Dialog({
		title: __("Second Factor"),
		fields: [
			{ fieldtype: "HTML", fieldname: "said", options: `<p>${words_of(answer)}</p>` },
			{ fieldtype: "Data", fieldname: "code", reqd: 1, label: __("Code of your telephone") },
		],
		primary_action_label: __("Continue"),
		primary_action: ({ code }) =>
			frappe
				.call({
					method: `${API}prove`,
					args: { code },
					error_handlers: {
						SecondFactorWrongError: (wrong) => {
							dialog.set_value("code", "");
							dialog.fields_dict.said.$wrapper.html(`<p class="text-danger">${words_of(wrong)}</p>`);
						},
					},
				})
				.then(() => {
					dialog.hide();
					again();
				}),
	});
	dialog.onhide = () => (is_asking = false);
	const box = dialog.fields_dict.code.$input;
	box.attr({ autocomplete: "one-time-code", inputmode: "numeric", dir: "ltr", maxlength: 40 });
	dialog.show();
};

// As frappe.call; what needs a code is asked for again once the code was given.
diwan.second_factor.call = function (options) {
	return new Promise((resolve, reject) => {
		const run = () => {
			const error_handlers = { [NEEDED]: (answer) => diwan.second_factor.ask(answer, run) };
			frappe
				.call({ ...options, error_handlers })
				.then(resolve, (failed) => failed.responseJSON?.exc_type !== NEEDED && reject(failed));
		};
		run();
	});
};

// Everything else: the form that was to be saved is saved. A call of ours has asked before.
frappe.request.on_error(NEEDED, (answer) =>
	setTimeout(() =>
		diwan.second_factor.ask(answer, () => cur_frm && cur_frm.is_dirty() && cur_frm.save())
	)
);

// A session that owes its second factor may do nothing here.
frappe.request.on_error(PENDING, () => {
	const here = window.location.pathname + window.location.search;
	window.location.assign(`${PAGE}?redirect-to=${encodeURIComponent(here)}`);
});

frappe.ui.form.on("User", {
	refresh(frm) {
		const may_remove = REMOVERS.some((role) => frappe.user.has_role(role));
		if (frm.is_new() || !may_remove || frm.doc.name === frappe.session.user) return;
		const remove = () =>
			diwan.second_factor
				.call({ method: `${API}remove`, args: { user: frm.doc.name }, freeze: true })
				.then(() => frappe.show_alert({ message: __("Removed"), indicator: "green" }));
		const asked = __("Remove the second factor of {0}? All sessions of this person end.", [
			frappe.utils.escape_html(frm.doc.name),
		]);
		frm.add_custom_button(
			__("Remove Second Factor"),
			() => frappe.confirm(asked, remove),
			__("Password")
		);
	},
});
