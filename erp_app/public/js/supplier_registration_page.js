// The public page on which companies register: first the address, then, with the link, the form.
// The link's secret stands behind the #, which no server and no log sees.

const REGISTER = "/api/method/erp_app.api.supplier_registration.register";
const FIELDS = [
	"supplier_name", "supplier_name_ar", "legal_form", "country", "trade_licence_number",
	"licence_issuer", "licence_expiry", "tax_number", "address", "contact_name", "contact_phone",
	"iban",
];

// Tell the server and return what it says; what it refuses is thrown as its own words.
async function send(form, failed) {
	let answer, said;
	try {
		answer = await fetch(REGISTER, {
			method: "POST",
			headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token || "" },
			body: form,
		});
		said = await answer.json();
	} catch {
		throw new Error(failed);
	}
	if (answer.ok) return said.message.said;
	const messages = JSON.parse(said._server_messages || "[]").map((one) => JSON.parse(one).message);
	throw new Error(messages.join(" ") || failed);
}

function read_form(page) {
	const value_of = (id) => page.querySelector(`#${id}`).value;
	const values = Object.fromEntries(FIELDS.map((name) => [name, value_of(name)]));
	values.is_sme = page.querySelector("#is_sme").checked ? "1" : "";
	values.documents = [];
	const form = new FormData();
	for (const place of page.querySelectorAll("fieldset[data-kind]")) {
		const part = (name) => place.querySelector(`.${name}`);
		const [file] = part("file").files;
		if (!file && !part("number").value) continue;
		if (file) form.append(`file_${values.documents.length}`, file);
		values.documents.push({
			document_kind: place.dataset.kind,
			document_number: part("number").value,
			expiry_date: part("expiry").value,
		});
	}
	form.append("values", JSON.stringify(values));
	return form;
}

frappe.ready(() => {
	const page = document.querySelector(".diwan-supplier-registration");
	if (!page) return;
	const { failed } = page.dataset;
	const token = window.location.hash.slice(1);
	const [ask, tell, message] = ["ask", "tell", "message"].map((name) => page.querySelector(`.${name}`));
	ask.hidden = Boolean(token);
	tell.hidden = !token;

	// Send a form once; it goes away when it was taken.
	async function run(element, form) {
		const button = element.querySelector("button");
		button.disabled = true;
		try {
			message.textContent = await send(form, failed);
			element.hidden = true;
		} catch (error) {
			message.textContent = new DOMParser().parseFromString(error.message, "text/html").body.textContent;
		} finally {
			button.disabled = false;
			message.hidden = false;
			message.scrollIntoView({ block: "center" });
		}
	}

	ask.addEventListener("submit", (event) => {
		event.preventDefault();
		const form = new FormData();
		form.append("mail", page.querySelector("#mail").value);
		form.append("language", document.documentElement.lang || "en");
		run(ask, form);
	});
	tell.addEventListener("submit", (event) => {
		event.preventDefault();
		const form = read_form(page);
		form.append("token", token);
		run(tell, form);
	});

	const is_arabic = (document.documentElement.lang || "en").startsWith("ar");
	const button = page.querySelector(".other-language");
	button.lang = is_arabic ? "en" : "ar";
	button.textContent = is_arabic ? "English" : "العربية";
	button.addEventListener("click", () => {
		document.cookie = `preferred_language=${button.lang};path=/;SameSite=Lax;max-age=31536000`;
		window.location.reload();
	});
});
