// What lets a document through beyond its budget: only what waits is offered.

frappe.ui.form.on("Budget Override", {
	setup(frm) {
		frm.set_query("voucher", () => ({ filters: { docstatus: 0, workflow_state: "For Approval" } }));
	},
});
