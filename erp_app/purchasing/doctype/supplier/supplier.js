// A supplier of the register: nothing is written here; an entity sees as of when it knows.

frappe.ui.form.on("Supplier", {
	refresh(frm) {
		const { as_of } = frm.doc.__onload || {};
		const colour = frm.doc.status === "Active" ? "blue" : "red";
		if (as_of) {
			const at = frappe.datetime.str_to_user(as_of);
			frm.set_intro(__("Kept at the hub; known here as of {0}", [at]), colour);
		} else if (frappe.model.can_create("Supplier Proposal")) {
			frm.add_custom_button(__("Propose a Change"), () => propose(frm));
			frm.add_custom_button(__("Add Bank Account"), () =>
				frappe.new_doc("Supplier Bank Account", { supplier: frm.doc.name })
			);
		}
		if (frappe.model.can_create("Supplier Block") && frm.doc.status !== "Blocked" && !as_of) {
			frm.add_custom_button(__("Block Supplier"), () =>
				frappe.new_doc("Supplier Block", { supplier: frm.doc.name })
			);
		}
	},
});

const COPIED = [
	"supplier_name", "supplier_name_ar", "legal_form", "country", "is_sme", "risk_tier",
	"payment_days", "trade_licence_number", "licence_issuer", "licence_expiry", "tax_number",
	"address", "contact_name", "contact_mail", "contact_phone",
];

// Begin a proposal with what the register says now.
function propose(frm) {
	frappe.model.with_doctype("Supplier Proposal", () => {
		const proposal = frappe.model.get_new_doc("Supplier Proposal");
		proposal.supplier = frm.doc.name;
		for (const field of COPIED) proposal[field] = frm.doc[field];
		for (const row of frm.doc.documents || []) {
			const copy = frappe.model.add_child(proposal, "Supplier Document", "documents");
			for (const field of ["document_kind", "document_number", "expiry_date"]) copy[field] = row[field];
		}
		frappe.set_route("Form", "Supplier Proposal", proposal.name);
	});
}
