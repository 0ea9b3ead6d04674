// Numbers of the entity's currency, and numbers in Arabic.

frappe.provide("diwan");

diwan.currency_decimals = () => cint(frappe.boot.sysdefaults.currency_precision);

// Sums are made of whole minor units: of amounts as the browser holds them 0.1 + 0.2 is not 0.3.
diwan.in_minor_units = (amount) => Math.round(flt(amount) * 10 ** diwan.currency_decimals());
diwan.from_minor_units = (units) => units / 10 ** diwan.currency_decimals();

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

// What is typed as a number: in either script's digits, grouped as people group. What the base does
// not understand it changes in silence (12 345 becomes 12, Arabic digits become 0): here it is told.

const ARABIC = { "٫": ".", "٬": "," };
const NUMBER = /^[+-]?(\d+|\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3})?(\.\d*)?$/;
const SPACED = /^[+-]?\d{1,3}( \d{3})+(\.\d*)?$/;
const SUM = /^[\d\s]+([+\-*/][\d\s]+)+$/;

// The number that a text writes, with a point and without groups; null when it writes none.
diwan.read_number = (text) => {
	const plain = String(text)
		.replace(/[\u200b-\u200f\u2060-\u2069\u061c\ufeff]/g, "")
		.replace(/[٠-٩۰-۹]/g, (digit) => "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹".indexOf(digit) % 10)
		.replace(/[٫٬]/g, (mark) => ARABIC[mark])
		.replace(/\s/g, " ")
		.trim();
	const packed = SPACED.test(plain) ? plain.replace(/ /g, "") : plain;
	return /\d/.test(packed) && NUMBER.test(packed) ? packed.replace(/,/g, "") : null;
};

function why_not(control, text, number) {
	const shown = frappe.utils.escape_html(text);
	const { fieldtype } = control.df;
	const decimals = ((number || "").split(".")[1] || "").length;
	if (["Int", "Long Int"].includes(fieldtype)) {
		return number === null || Number(number) % 1 ? __("{0} is not a whole number", [shown]) : "";
	}
	if (number === null) return __("{0} is not an amount: write it like 1,234.50", [shown]);
	const most = fieldtype === "Currency" ? cint(control.get_precision()) : Infinity;
	return decimals > most ? __("The amount {0} has more than {1} decimals", [shown, most]) : "";
}

(function tell_what_is_no_number() {
	const controls = frappe.ui.form;
	for (const name of ["ControlInt", "ControlFloat"]) {
		const prototype = controls[name]?.prototype;
		if (!prototype || !Object.hasOwn(prototype, "parse")) continue;
		const { parse } = prototype;
		prototype.parse = function (value) {
			if (typeof value !== "string" || !value.trim() || SUM.test(value)) {
				return parse.call(this, value);
			}
			const number = diwan.read_number(value);
			const reason = why_not(this, value, number);
			if (!reason) return parse.call(this, number);
			frappe.show_alert({ message: reason, indicator: "red" }, 10);
			const kept = this.doc ? this.doc[this.df.fieldname] : this.value;
			setTimeout(() => this.set_input(kept));
			return kept;
		};
	}
})();
