// The Import Batch form: start, live progress, findings, approval of what was imported.

frappe.ui.form.on("Import Batch", {
	setup() {
		frappe.realtime.on("diwan_import", (news) => {
			if (!cur_frm || cur_frm.doc.name !== news.batch) {
				return;
			}
			cur_frm.dashboard.show_progress(__("Import"), news.percent, news.message);
			if (news.percent === 100) {
				hide_progress(cur_frm);
				cur_frm.reload_doc();
			}
		});
	},

	refresh(frm) {
		const doc = frm.doc;
		if (doc.kind) {
			frm.add_custom_button(__("Empty File With Columns"), () =>
				window.open(
					`/api/method/erp_app.api.imports.template_file?kind=${encodeURIComponent(doc.kind)}`
				)
			);
		}
		if (!frm.is_new() && ["Draft", "Invalid", "Failed"].includes(doc.status) && doc.file) {
			frm.page.set_primary_action(__("Check and Import"), () => start_import(frm));
		}
		const is_own = doc.owner === frappe.session.user;
		if (is_own && ["Queued", "Checking"].includes(doc.status)) {
			// Refused while a process is at it.
			frm.add_custom_button(__("Start Again"), () => start_import(frm));
		}
		const may_approve = frappe.user.has_role("Finance Manager");
		if (doc.kind === "Journal" && doc.status === "Imported" && may_approve) {
			offer_approval(frm);
		}
		if (doc.kind === "Journal" && doc.status === "Imported") {
			frm.add_custom_button(__("Journals"), () =>
				frappe.set_route("List", "Journal", { import_batch: doc.name })
			);
		}
		if (!["Queued", "Checking"].includes(doc.status)) {
			hide_progress(frm); // its last news may have come before this
		}
		show_findings(frm);
	},
});

function hide_progress(frm) {
	// Hiding a bar that was never shown is an error in the framework.
	if (frm.dashboard._progress_map?.[__("Import")]) {
		frm.dashboard.hide_progress(__("Import"));
	}
}

function start_import(frm) {
	frm.call({
		method: "erp_app.api.imports.start_import",
		args: { batch: frm.doc.name },
		freeze: true,
	}).then(() => {
		frm.dashboard.show_progress(__("Import"), 0, __("Waiting for its turn"));
		frm.reload_doc();
	});
}

// What waited when the form was opened is what is approved: the server refuses anything else.
function offer_approval(frm) {
	const batch = frm.doc.name;
	frappe
		.call({ method: "erp_app.api.imports.get_waiting", args: { batch }, type: "GET" })
		.then(({ message: seen }) => {
			if (frm.doc.name !== batch || !seen.count) return;
			frm.add_custom_button(__("Approve All"), () => approve_batch(frm, seen));
		});
}

function approve_batch(frm, { count, total, modified }) {
	const amount = format_number(total, null, diwan.currency_decimals());
	const asked = __("Approve and post {0} journals of this import, together {1}?", [count, amount]);
	frappe.confirm(asked, () =>
		diwan.second_factor
			.call({
				method: "erp_app.api.imports.approve_batch",
				args: { batch: frm.doc.name, count, modified },
				freeze: true,
				freeze_message: __("Posting"),
			})
			.then((answer) => {
				const count = answer.message.approved;
				frappe.show_alert({ message: __("{0} journals posted", [count]), indicator: "green" });
				frm.reload_doc();
			})
	);
}

// The stored findings are JSON; people see a table.
function show_findings(frm) {
	const wrapper = frm.get_field("findings_table").$wrapper;
	let found = [];
	try {
		found = JSON.parse(frm.doc.findings || "[]");
	} catch {
		found = [];
	}
	const escape = frappe.utils.escape_html;
	const rows = found
		.map(
			(one) =>
				`<tr><td>${Number(one.row)}</td><td>${escape(one.column)}</td><td>${escape(one.reason)}</td></tr>`
		)
		.join("");
	wrapper.html(
		found.length
			? `<table class="table table-bordered table-sm"><thead><tr><th>${__("Row")}</th><th>${__(
					"Column"
			  )}</th><th>${__("Reason")}</th></tr></thead><tbody>${rows}</tbody></table>`
			: ""
	);
}
