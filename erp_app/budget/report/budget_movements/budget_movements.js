// What a figure of the budget is made of; from a movement to its document, where the reader may.

const choice = (fieldname, label, options, more = {}) => ({
	fieldname,
	label,
	fieldtype: "Link",
	options,
	...more,
});

frappe.query_reports["Budget Movements"] = {
	filters: [
		choice("budget_line", __("Budget Line"), "Budget Line"),
		choice("fiscal_year", __("Fiscal Year"), "Fiscal Year"),
		...diwan.period_filters({ from_period: "1", to_period: "13" }),
		choice("budget_group", __("Budget Group"), "Budget Group"),
		choice("cost_centre", __("Cost Centre"), "Cost Centre"),
		{
			fieldname: "exact",
			label: __("Without Those Below"),
			fieldtype: "Select",
			options: [
				"",
				...["Budget Group", "Cost Centre"].map((value) => ({ value, label: __(value) })),
			],
		},
		{ fieldname: "voucher", label: __("Voucher"), fieldtype: "Data" },
	],

	onload(report) {
		diwan.simplify_report(report);
	},

	formatter(value, row, column, data, default_formatter) {
		const leads_to = {
			voucher: data?.may_open && data.voucher_type,
			override: data?.override && "Budget Override",
		}[column.fieldname];
		if (!leads_to || !value) {
			return default_formatter(value, row, column, data);
		}
		const address = frappe.utils.get_form_link(leads_to, data[column.fieldname]);
		return `<a href="${address}"><bdi>${value}</bdi></a>`;
	},
};
