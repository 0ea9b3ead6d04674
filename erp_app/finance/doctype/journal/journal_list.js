// The journal list: the state as indicator, several approvals at once.

frappe.listview_settings["Journal"] = {
	add_fields: ["workflow_state", "posting_number", "total_debit"],
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const colours = {
			Draft: "grey",
			"For Approval": "orange",
			Approved: "green",
			Rejected: "red",
			Cancelled: "red",
		};
		const state = doc.workflow_state || "Draft";
		return [__(state), colours[state], `workflow_state,=,${state}`];
	},

	formatters: {
		// A journal has no number until it is posted.
		posting_number: (value) => value || "",
	},

	onload(list) {
		if (!frappe.user.has_role("Finance Manager")) {
			return;
		}
		list.page.add_action_item(__("Approve"), () => {
			const journals = list.get_checked_items(true);
			frappe
				.call({
					method: "erp_app.api.finance.approve_many",
					args: { journals },
					freeze: true,
					freeze_message: __("Posting"),
				})
				.then((answer) => show_outcome(list, answer.message));
		});
	},
};

function show_outcome(list, { approved, refused }) {
	list.refresh();
	if (approved.length) {
		const text = __("{0} journals posted", [approved.length]);
		frappe.show_alert({ message: text, indicator: "green" });
	}
	if (refused.length) {
		const lines = refused.map(
			(one) =>
				`<li><b>${frappe.utils.escape_html(one.journal)}</b>: ${frappe.utils.escape_html(
					one.message
				)}</li>`
		);
		frappe.msgprint({ title: __("Not approved"), message: `<ul>${lines.join("")}</ul>` });
	}
}
