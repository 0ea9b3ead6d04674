// What Diwan adds to pages outside the Desk: the choice of language on the log-in page, and the
// mark of a picture that says nothing beside the words below it.

import "./second_factor_page.js";
import "./supplier_registration_page.js";

frappe.ready(() => {
	for (const picture of document.querySelectorAll("img:not([alt])")) picture.alt = "";
	const card = document.querySelector(".for-login .page-card");
	if (!card) return;
	const is_arabic = (document.documentElement.lang || "en").startsWith("ar");
	const button = document.createElement("button");
	button.type = "button";
	button.className = "btn btn-xs btn-link diwan-language";
	button.lang = is_arabic ? "en" : "ar";
	button.textContent = is_arabic ? "English" : "العربية";
	button.addEventListener("click", () => {
		document.cookie = `preferred_language=${button.lang};path=/;SameSite=Lax;max-age=31536000`;
		window.location.reload();
	});
	card.append(button);
});
