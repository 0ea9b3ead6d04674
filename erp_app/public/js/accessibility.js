// What a screen reader and a keyboard need and the base leaves out: names of fields and buttons,
// one main part, a way past the bar, an order of the keyboard that is the order of the screen.

import { when_drawn } from "./drawn.js";

const OWN_NAME = "aria-label";
const FIELDS = "input:not([type=hidden]), select, textarea, .ql-editor";
let fields_seen = 0;

// --- names ------------------------------------------------------------------------------------

const text_of = (element) => element?.textContent.trim() || "";
const tooltip_of = (element) =>
	element.getAttribute("data-original-title") || element.getAttribute("title") || "";

// Icons have no words: what their place says.
const ICONS = [
	[".navbar-brand", () => __("Home")],
	[".dropdown-navbar-user > a", () => __("My Account")],
	[".sidebar-toggle-btn", () => __("Toggle Sidebar")],
	[".add-assignment-btn", () => __("Add Assignment")],
	[".scroll-to-top", () => __("To the Top")],
	[".chart-menu", (button) => __("Menu of {0}", [text_of(closest_title(button))])],
	[".btn-modal-close, .close", () => __("Close")],
	[".btn-open-row, .grid-row .btn-open", (button) => __("Row {0}", [row_of(button)])],
	[".menu-btn-group > button, [data-toggle=dropdown]", () => __("Menu")],
];

const closest_title = (element) => element.closest(".widget")?.querySelector(".widget-title");
const row_of = (element) => element.closest("[data-idx]")?.dataset.idx || "";

// On a phone the words of some buttons are hidden, and an icon is left of them.
function name_shortened(root) {
	for (const words of root.querySelectorAll("button > .hidden-xs, a > .hidden-xs")) {
		const name = text_of(words).replace(/\s+/g, " ");
		const button = words.parentElement;
		if (name && button.getAttribute(OWN_NAME) !== name) button.setAttribute(OWN_NAME, name);
	}
}

function name_icons(root) {
	for (const element of root.querySelectorAll("button, a[href], a[data-toggle], [role=button]")) {
		if (element.hasAttribute(OWN_NAME) || text_of(element)) continue;
		const known = ICONS.find(([selector]) => element.matches(selector));
		const name = tooltip_of(element) || known?.[1](element);
		if (name) element.setAttribute(OWN_NAME, name);
	}
}

function label_of(field) {
	const control = field.closest(".frappe-control");
	const df = control?.fieldobj?.df;
	if (df?.label) return __(df.label);
	return (
		text_of(control?.querySelector("label")) ||
		tooltip_of(field) ||
		field.getAttribute("placeholder") ||
		field.dataset.name ||
		""
	);
}

function label_of_box(box) {
	if (box.matches(".list-row-checkbox")) {
		return __("Choose {0}", [box.dataset.name || ""]);
	}
	if (box.matches(".grid-row-check")) {
		const row = row_of(box);
		return row ? __("Choose row {0}", [row]) : __("Choose all rows");
	}
	if (box.matches(".list-check-all")) return __("Choose all rows");
	const cell = box.closest("[title]");
	return label_of(box) || (cell ? tooltip_of(cell) : "");
}

// The words of a field are tied to it: they are read with it, and a touch on them goes into it.
function tie_label(field, name) {
	const label = field.closest(".frappe-control")?.querySelector("label.control-label");
	field.setAttribute(OWN_NAME, name);
	if (!label || label.htmlFor || label.contains(field)) return;
	field.id = field.id || `diwan-field-${++fields_seen}`;
	label.htmlFor = field.id;
}

function name_fields(root) {
	for (const field of root.querySelectorAll(FIELDS)) {
		if (field.hasAttribute(OWN_NAME)) continue;
		const is_box = field.type === "checkbox";
		if (field.labels?.length && [...field.labels].some(text_of)) continue;
		const name = is_box ? label_of_box(field) : label_of(field) || text_of_column(field);
		if (name) tie_label(field, name);
	}
}

// The fields of a report's table: one above each column, and one that takes what is pasted.
function text_of_column(field) {
	if (field.matches(".dt-paste-target")) return __("Paste");
	return field.matches(".dt-filter") ? __("Filter of column {0}", [field.dataset.colIndex || ""]) : "";
}

function name_pictures(root) {
	for (const picture of root.querySelectorAll("img:not([alt])")) picture.setAttribute("alt", "");
	for (const frame of root.querySelectorAll("iframe:not([title])")) {
		frame.setAttribute("title", __("Preview"));
	}
}

// --- structure ----------------------------------------------------------------------------------

// Side bars of the base are lists in name only: groups and links between list and items.
function drop_false_lists(root) {
	const bars = ".list-sidebar, .form-sidebar, .layout-side-section";
	for (const bar of root.querySelectorAll(bars)) {
		for (const part of bar.querySelectorAll("ul:not([role]), li:not([role])")) {
			part.setAttribute("role", "none");
		}
	}
}

// What is offered while a link is typed: each an option of its list.
function complete_offers(root) {
	for (const list of root.querySelectorAll("ul[role=listbox]")) {
		[...list.children].forEach((item, index) => {
			if (item.getAttribute("role") === "option") return;
			item.setAttribute("role", "option");
			item.id = item.id || `${list.id}_item_${index}`;
		});
	}
}

function keep_order_of_keyboard(root) {
	for (const element of root.querySelectorAll("[tabindex]")) {
		if (element.tabIndex > 0) element.tabIndex = 0;
	}
}

function name_main_part(root) {
	const main = root.querySelector("#body:not([role])");
	if (!main) return;
	main.setAttribute("role", "main");
	main.tabIndex = -1;
	const way = document.createElement("button"); // a link would change the Desk's address
	way.type = "button";
	way.className = "diwan-skip btn";
	way.textContent = __("Skip to Content");
	way.addEventListener("click", () => main.focus());
	document.body.prepend(way);
}

[
	name_main_part,
	name_shortened,
	name_icons,
	name_fields,
	name_pictures,
	drop_false_lists,
	complete_offers,
	keep_order_of_keyboard,
].forEach(when_drawn);
