// Every report: its filters say what they are, months have their names, and one menu gives files.

import { when_drawn } from "./drawn.js";

frappe.provide("diwan");

const FILTERS = '.page-container[id^="page-query-report"] .page-form .frappe-control';

// The base names a filter inside its box only, until something is chosen.
function show_names_of_filters(root) {
	for (const control of root.querySelectorAll(`${FILTERS}:not(.diwan-named):not(:has(label))`)) {
		const label = control.fieldobj?.df?.label;
		if (!label) continue;
		control.classList.add("diwan-named");
		const name = document.createElement("span");
		name.className = "diwan-filter-name";
		name.textContent = __(label);
		control.prepend(name);
	}
}

when_drawn(show_names_of_filters);

// The months of a fiscal year and the period of adjustments after them, for a filter by period.
diwan.period_options = function () {
	const { format } = new Intl.DateTimeFormat(frappe.boot.lang || "en", { month: "long" });
	const months = Array.from({ length: 12 }, (_month, index) => ({
		value: String(index + 1),
		label: format(new Date(2026, index, 1)),
	}));
	return [...months, { value: "13", label: __("Year-end Adjustment") }];
};

// The base's own file of a report beside ours would be a second one that looks otherwise.
diwan.drop_second_files = function (report) {
	const replaced = [__("PDF"), __("Export"), __("Print")];
	report.page.menu.find("a").each((_index, item) => {
		const label = decodeURIComponent($(item).find("[data-label]").attr("data-label") || "");
		if (replaced.includes(label)) $(item).closest("li").remove();
	});
};
