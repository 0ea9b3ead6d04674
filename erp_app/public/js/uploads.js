// Files come from the reader's own device: the server refuses the other ways, so they are not
// offered. (The way by a link has no switch; the style sheet hides its button.)

(function upload_from_here_only() {
	const narrowed = (Uploader) =>
		class extends Uploader {
			constructor(options = {}) {
				super({ ...options, disable_file_browser: true });
			}
		};
	// The dialog has a bundle of its own, which arrives before this one or after it.
	let offered = frappe.ui.FileUploader && narrowed(frappe.ui.FileUploader);
	Object.defineProperty(frappe.ui, "FileUploader", {
		configurable: true,
		get: () => offered,
		set: (Uploader) => {
			offered = narrowed(Uploader);
		},
	});
})();

(function offer_privacy_to_those_who_decide_it() {
	const publishers = ["System Manager", "Entity Administrator"];
	const may_publish = publishers.some((role) => frappe.user.has_role(role));
	document.body.classList.toggle("diwan-private-uploads", !may_publish);
})();

// The dialog asks whether files may be picked at an outside provider: never here, and the
// server would refuse the question.
(function ask_no_outside_provider() {
	const original = frappe.call;
	const refused =
		"frappe.integrations.doctype.google_settings.google_settings.get_file_picker_settings";
	frappe.call = function (options, ...rest) {
		if (options && options.method === refused) return Promise.resolve({ message: {} });
		return original.call(this, options, ...rest);
	};
	Object.assign(frappe.call, original);
})();
