// The page of the second factor: prove, set up, recovery codes. The server decides; nothing is
// kept here but what is shown.

const API = "/api/method/erp_app.api.second_factor.";
const NEEDED = "SecondFactorNeededError";

async function post(address, values, failed) {
	let answer, said;
	try {
		answer = await fetch(address, {
			method: "POST",
			headers: {
				Accept: "application/json",
				"Content-Type": "application/json",
				"X-Frappe-CSRF-Token": frappe.csrf_token,
			},
			body: JSON.stringify(values),
		});
		said = await answer.json();
	} catch {
		throw { text: failed };
	}
	if (answer.ok) return said.message;
	const messages = JSON.parse(said._server_messages || "[]").map((one) => JSON.parse(one).message);
	throw { text: messages.join(" ") || failed, kind: said.exc_type };
}

frappe.ready(() => {
	const page = document.querySelector(".diwan-second-factor");
	if (!page) return;
	const { next, failed, copied } = page.dataset;
	const part = (name) => page.querySelector(`.${name}`);
	const parts = ["prove", "offer", "recovery", "manage"];
	const call = (method, values = {}) => post(API + method, values, failed);
	let wants_new = false; // a new secret, once the old one is proved

	function show(name) {
		parts.forEach((one) => (part(one).hidden = one !== name));
		part("message").hidden = true;
		part(name).querySelector("input")?.focus();
	}

	function tell(text) {
		part("message").textContent = text;
		part("message").hidden = false;
	}

	// One call at a time; what is refused is said above the form.
	async function run(work) {
		const buttons = [...page.querySelectorAll("button")];
		buttons.forEach((button) => (button.disabled = true));
		try {
			await work();
		} catch (error) {
			if (!error.text) throw error;
			if (error.kind === NEEDED) show("prove");
			tell(error.text);
		} finally {
			buttons.forEach((button) => (button.disabled = false));
		}
	}

	const leave = () => window.location.assign(next);

	async function begin() {
		const { secret, picture } = await call("begin");
		part("picture").innerHTML = picture;
		part("secret").textContent = secret;
		show("offer");
	}

	async function prove() {
		await call("prove", { code: page.querySelector("#prove-code").value });
		page.querySelector("#prove-code").value = "";
		await (wants_new ? begin() : leave());
	}

	async function confirm() {
		const { recovery_codes } = await call("confirm", { code: page.querySelector("#first-code").value });
		const lines = recovery_codes.map((code) => {
			const line = document.createElement("li");
			line.textContent = code;
			return line;
		});
		part("codes").replaceChildren(...lines);
		part("picture").replaceChildren();
		part("secret").textContent = "";
		show("recovery");
	}

	async function copy(event) {
		const codes = [...part("codes").children].map((line) => line.textContent).join("\n");
		await navigator.clipboard.writeText(codes);
		event.target.textContent = copied;
	}

	const on = (name, kind, work) =>
		page.querySelectorAll(`.${name}`).forEach((one) =>
			one.addEventListener(kind, (event) => {
				event.preventDefault();
				run(() => work(event));
			})
		);
	on("prove", "submit", prove);
	on("offer", "submit", confirm);
	on("replace", "click", () => ((wants_new = true), begin()));
	on("next", "click", leave);
	on("print", "click", () => window.print());
	on("copy", "click", copy);
	on("letters", "click", () => {
		page.querySelector("#prove-code").inputMode = "text";
		page.querySelector("#prove-code").focus();
	});
	on("sign-out", "click", async () => {
		await post("/api/method/logout", {}, failed);
		window.location.assign("/login");
	});
	// A browser keeps the clipboard for pages that came safely.
	part("copy").hidden = !navigator.clipboard;

	const { mode } = page.dataset;
	if (mode === "enrol") run(begin);
	else show(mode);
});
