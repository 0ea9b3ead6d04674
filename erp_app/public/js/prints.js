// Long prints are made in the background: a bar while they are, a file on the bell when they are ready.

const address_of = (file) =>
	`/api/method/erp_app.api.prints.get_print?name=${encodeURIComponent(file)}`;

frappe.realtime.on("diwan_print", ({ percent, message, file }) => {
	const title = __("Print");
	if (!file) {
		frappe.show_progress(title, percent, 100, message);
		return;
	}
	frappe.hide_progress();
	const link = `<a href="${address_of(file)}">${__("Download")}</a>`;
	frappe.show_alert({ message: `${message} · ${link}`, indicator: "green" }, 30);
});

// A notice about a file leads to the file.
(function lead_to_the_file() {
	const original = frappe.utils.get_form_link;
	frappe.utils.get_form_link = function (doctype, name, ...rest) {
		return doctype === "File" && rest.length === 0 ? address_of(name) : original.call(this, doctype, name, ...rest);
	};
})();
