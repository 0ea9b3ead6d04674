// The steps that can be chosen are those of the chosen document type.

function offer_actions(frm) {
	const workflow = (frappe.boot.diwan_workflows || {})[frm.doc.document_type];
	const actions = workflow ? workflow.actions : [];
	const options = actions.map((action) => ({ value: action, label: __(action) }));
	frm.fields_dict.action.set_data(options);
}

frappe.ui.form.on("Step Role", {
	refresh: offer_actions,
	document_type(frm) {
		frm.set_value("action", "");
		offer_actions(frm);
	},
});
