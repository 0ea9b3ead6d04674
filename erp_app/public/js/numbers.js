// A number reads from the left in Arabic too: without this its minus stands behind it.

(function keep_numbers_from_left_to_right() {
	const formatters = frappe.form && frappe.form.formatters;
	if (!formatters) return;
	const { _right } = formatters;
	formatters._right = function (value, options) {
		const is_plain = options && (options.inline || options.only_value);
		return _right.call(formatters, is_plain ? value : `<bdi dir="ltr">${value}</bdi>`, options);
	};
})();
