// Where the reader is: the site's emblem and name stand in the bar and in the title of the tab.

const place = frappe.boot.diwan_place;

function show_place() {
	document.body.classList.toggle("diwan-at-hub", place.is_hub);
	document.documentElement.style.setProperty("--diwan-place", place.colour);
	const home = $(".navbar .navbar-brand");
	home.attr("aria-label", __("Home of {0}", [place.name]));
	home.find("img").attr({ src: place.crest, alt: "" });
	$("link[rel~=icon]").attr("href", place.crest);
	if ($(".diwan-place").length) return;
	const kind = place.is_hub ? `<small class="diwan-hub-mark">${__("Hub")}</small>` : "";
	home.after(`<span class="diwan-place"><bdi>${frappe.utils.escape_html(place.name)}</bdi>${kind}</span>`);
}

(function name_place_in_tabs() {
	if (!place) return;
	$(document).on("toolbar_setup", show_place);
	const { set_title } = frappe.utils;
	frappe.utils.set_title = function (title) {
		set_title.call(frappe.utils, title);
		document.title = `${document.title} · ${place.name}`;
	};
})();
