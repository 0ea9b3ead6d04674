// A Latin title on an Arabic screen that is too long for its place keeps its beginning: it runs from
// the left, and what is cut off is its end.

import { when_drawn } from "./drawn.js";

const CUT =
	".title-text, .static-area.ellipsis, .list-row-col span.ellipsis, .diwan-subject b, .dt-cell__content";
const BEGINS_LATIN = /^[^A-Za-z\u0590-\u08ff]*[A-Za-z]/;

if (frappe.utils.is_rtl()) {
	when_drawn((root) => {
		for (const place of root.querySelectorAll(CUT)) {
			const is_latin = BEGINS_LATIN.test(place.textContent);
			if (place.classList.contains("diwan-latin") === is_latin) continue;
			place.classList.toggle("diwan-latin", is_latin);
			if (is_latin) place.dir = "ltr";
			else place.removeAttribute("dir");
		}
	});
}
