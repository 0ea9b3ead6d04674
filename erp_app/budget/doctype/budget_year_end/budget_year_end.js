// What would become of what is held, line by line, and afterwards what was done with it.

frappe.ui.form.on("Budget Year End", {
	refresh(frm) {
		if (frm.is_new()) return;
		const { name, fiscal_year, posting_date, docstatus } = frm.doc;
		if (docstatus === 1) {
			frm.add_custom_button(__("Budget Movements"), () =>
				frappe.set_route("query-report", "Budget Movements", { voucher: name })
			);
		} else {
			frm.add_custom_button(__("Preview"), () =>
				frappe.set_route("query-report", "Budget Year End Preview", { fiscal_year, posting_date })
			);
		}
	},
});
