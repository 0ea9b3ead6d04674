"""How the app joins Frappe. Each hook is named once and points at the code that owns it."""

app_name = "erp_app"
app_title = "Diwan"
app_publisher = "Diwan project"
app_description = "Shared HR and finance resource planning for government entities"
app_email = "project@diwan.example"
app_license = "MIT"

# --- A site's life -------------------------------------------------------------------------
before_install = "erp_app.install.site_setup.before_install"
after_install = "erp_app.install.site_setup.after_install"
after_migrate = ["erp_app.install.site_setup.after_migrate"]

# --- Looks ---------------------------------------------------------------------------------
app_logo_url = "/assets/erp_app/images/diwan-logo.svg"
app_include_js = ["diwan.bundle.js"]
app_include_css = ["diwan.bundle.css"]
web_include_js = ["diwan_web.bundle.js"]
web_include_css = ["diwan_web.bundle.css"]
website_context = {
    "favicon": "/assets/erp_app/images/diwan-logo.svg",
    "splash_image": "/assets/erp_app/images/diwan-logo.svg",
}
update_website_context = [
    "erp_app.install.pages.complete_print_page",
    "erp_app.install.place.name_page",
]
extend_bootinfo = [
    "erp_app.install.place.add_place",
    "erp_app.install.titles.add_arabic_titles",
    "erp_app.hub.installation.add_progress",
    "erp_app.api.documents.add_workflows",
    "erp_app.api.finance_reports.add_statement_filters",
]
jinja = {
    "methods": [
        "erp_app.budget.statement.budget_statement",
        "erp_app.purchasing.statement.purchase_statement",
        "erp_app.finance.voucher.journal_voucher",
        "erp_app.purchasing.record.supplier_record",
    ]
}

# --- Every request and every job -----------------------------------------------------------
before_request = [
    "erp_app.reading.lists.answer_resource",
    "erp_app.guards.fields.install_field_guard",
    "erp_app.guards.gate.before_request",
]
get_website_user_home_page = "erp_app.hub.sign_in.home_of_reader"
on_logout = ["erp_app.hub.reader_sessions.end_at_sign_out"]
auth_hooks = ["erp_app.guards.gate.check_request"]
after_request = [
    "erp_app.install.pages.set_page_language",
    "erp_app.install.pages.allow_zoom",
    "erp_app.guards.gate.after_request",
    "erp_app.audit.access_refusals.after_request",
    "erp_app.guards.presence.after_request",
]
before_job = [
    "erp_app.guards.jobs.keep_user_of_retried_job",
    "erp_app.guards.jobs.speak_the_users_language",
    "erp_app.guards.fields.install_field_guard",
    "erp_app.guards.pdf.install_renderer",
]
scheduler_events = {
    "daily": [
        "erp_app.documents.inbox.heal",
        "erp_app.prints.jobs.remove_old",
        "erp_app.finance.recurring.make_due_journals",
        "erp_app.finance.recurring.post_due_reversals",
        "erp_app.finance.setup.make_missing_years",
        "erp_app.people.current_positions.refresh_people_current_positions",
    ],
}

# --- What posts ------------------------------------------------------------------------------
diwan_voucher_types = {
    "Journal": "erp_app.finance.journal_vouchers.JournalVouchers",
    "Opening Balances": (
        "erp_app.finance.doctype.opening_balances.opening_balances.OpeningBalancesVouchers"
    ),
}
diwan_ledgers = ["erp_app.domain.budget.movements.BUDGET_LEDGER"]
diwan_reservations = ["erp_app.budget.reserving.BudgetReservation"]

# --- What the hub tells the entities --------------------------------------------------------
diwan_exchange_kinds = {"supplier": "erp_app.purchasing.mirror.apply_supplier"}

# --- Who may -------------------------------------------------------------------------------
_permission = "erp_app.guards.permissions."
has_permission = {
    "Appointment": "erp_app.people.permissions.has_appointment_permission",
    "Comment": _permission + "has_reference_permission",
    "Delegation": "erp_app.documents.permissions.has_delegation_permission",
    "Dashboard Settings": _permission + "has_own_name_permission",
    "Employee": "erp_app.people.permissions.has_employee_permission",
    "File": _permission + "has_file_permission",
    "Import Batch": "erp_app.imports.permissions.has_import_permission",
    "List Filter": _permission + "has_list_filter_permission",
    "Note": _permission + "has_note_permission",
    "Notification Log": _permission + "has_notification_log_permission",
    "Notification Settings": _permission + "has_own_name_permission",
    "ToDo": _permission + "has_todo_permission",
    "Version": _permission + "has_reference_permission",
}
permission_query_conditions = {
    "Appointment": "erp_app.people.permissions.get_appointment_conditions",
    "Comment": _permission + "comment_query",
    "Delegation": "erp_app.documents.permissions.get_delegation_conditions",
    "Employee": "erp_app.people.permissions.get_employee_conditions",
    "File": _permission + "file_query",
    "Import Batch": "erp_app.imports.permissions.get_import_conditions",
    "List Filter": _permission + "list_filter_query",
    "ToDo": _permission + "todo_query",
    "Version": _permission + "version_query",
}

# The trail of a draft's steps outlives the draft.
ignore_links_on_delete = ["Document Step"]

# --- What documents of the base may hold ---------------------------------------------------
_events = "erp_app.guards.documents."
_judge_stored = "erp_app.guards.writing.judge_stored"
_judge_change = "erp_app.second_factor.changes.judge_change"
_server_code = {
    "before_insert": _events + "refuse_server_code",
    "validate": _events + "refuse_server_code",
}
_masked_log = {
    "before_insert": "erp_app.audit.masking.mask_log",
    "validate": "erp_app.audit.masking.mask_log",
}
# What lines refer to is remembered: every change says so with its commit.
_forget = dict.fromkeys(
    ("on_change", "on_trash", "after_rename"), "erp_app.store.policy_cache.forget_policies"
)
_MASTERS = ("Account", "Cost Centre", "Fund", "Function", "Programme", "Project")
_HOLD_SERVER_CODE = (
    "Assignment Rule",
    "Client Script",
    "Console Log",
    "Custom DocPerm",
    "Custom Field",
    "DocType",
    "Notification",
    "OAuth Client",
    "Package Import",
    "Print Format",
    "Property Setter",
    "Report",
    "Role",
    "Server Script",
    "Social Login Key",
    "System Console",
    "Web Form",
    "Web Page",
    "Webhook",
)
doc_events = {
    "*": {
        # Before a name is made of a field: what is stored as its text is what names it.
        "before_insert": "erp_app.store.written_values.read_values",
        "before_validate": [
            _judge_stored,
            "erp_app.store.written_values.read_values",
            "erp_app.guards.writing.keep_place",
            _events + "keep_own_rows",
        ],
        "before_cancel": _judge_stored,
        "before_update_after_submit": _judge_stored,
        "validate": [
            "erp_app.guards.writing.judge_name",
            _events + "check_named_files",
            _judge_change,
        ],
        "on_trash": _judge_change,
    },
    **dict.fromkeys(_HOLD_SERVER_CODE, _server_code),
    **dict.fromkeys(_MASTERS, _forget),
    "Comment": {"validate": _events + "check_comment"},
    "DocShare": {"validate": _events + "refuse_share"},
    "Error Log": _masked_log,
    "File": {
        "before_insert": [_events + "check_upload", "erp_app.documents.evidence.judge_new"],
        "validate": [_events + "check_upload", "erp_app.documents.evidence.judge_change"],
        "after_insert": "erp_app.documents.evidence.note_late",
    },
    "List Filter": {"validate": _events + "check_list_filter"},
    "OAuth Authorization Code": {"before_insert": _events + "bind_authorization_code"},
    "OAuth Bearer Token": {"before_insert": _events + "bind_bearer_token"},
    "Policy Value": {"on_update": "erp_app.finance.setup.make_missing_years"},
    "Scheduled Job Log": _masked_log,
    "ToDo": {"validate": _events + "check_todo"},
    "User": {
        "before_insert": "erp_app.install.invitation.hold_back_mail",
        "after_insert": "erp_app.install.invitation.tell_way_in",
        "before_validate": _events + "check_user_secrets",
        "validate": [_events + "check_user_change", "erp_app.documents.role_grants.hold_back"],
        "on_update": [
            "erp_app.documents.role_grants.follow_user",
            _events + "close_sessions_of_disabled",
            "erp_app.hub.reader_sessions.end_after_user_change",
        ],
        "after_delete": "erp_app.second_factor.enrolment.forget",
    },
}

# --- Methods of the base that answer in our way --------------------------------------------
override_doctype_class = {"File": "erp_app.documents.files.KeptFile"}
_overrides = "erp_app.guards.overrides."
_lists, _documents = "erp_app.reading.lists.", "erp_app.reading.documents."
_cards = "erp_app.reading.cards."
_reading = {
    "frappe.client.get": _documents + "get",
    "frappe.client.get_count": _lists + "get_count",
    "frappe.client.get_list": _lists + "get_list",
    "frappe.client.get_single_value": "erp_app.reading.singles.get_single_value",
    "frappe.client.get_value": _lists + "get_value",
    "frappe.client.validate_link": "erp_app.reading.links.validate_link",
    "frappe.desk.doctype.number_card.number_card.get_percentage_difference": _cards
    + "get_percentage_difference",
    "frappe.desk.doctype.number_card.number_card.get_result": _cards + "get_result",
    "frappe.desk.form.utils.get_next": _documents + "get_next",
    "frappe.desk.listview.get_group_by_count": _documents + "get_group_by_count",
    "frappe.desk.notifications.get_open_count": _documents + "get_open_count",
    "frappe.desk.reportview.export_query": "erp_app.reading.exports.export_query",
    "frappe.desk.reportview.get": _lists + "get_rows",
    "frappe.desk.reportview.get_count": _lists + "get_count",
    "frappe.desk.reportview.get_list": _lists + "get_mappings",
    "frappe.desk.reportview.get_sidebar_stats": _lists + "get_sidebar_stats",
    "frappe.desk.search.get_link_title": "erp_app.reading.links.get_link_title",
    "frappe.desk.search.search_link": "erp_app.reading.search.search_link",
    "frappe.desk.search.search_widget": "erp_app.reading.search.search_widget",
    "frappe.desk.treeview.get_all_nodes": _documents + "get_all_nodes",
    "frappe.desk.treeview.get_children": _documents + "get_children",
    "frappe.utils.global_search.search": "erp_app.reading.search.search_site",
}
override_whitelisted_methods = {
    **_reading,
    "frappe.desk.doctype.dashboard_settings.dashboard_settings.save_chart_config": _overrides
    + "save_chart_config",
    "frappe.www.printview.get_html_and_style": _overrides + "get_print",
    "frappe.core.doctype.user.user.get_all_roles": _overrides + "get_all_roles",
    "frappe.core.doctype.user.user.reset_password": "erp_app.api.accounts.reset_password",
    "frappe.core.doctype.user.user.update_password": "erp_app.api.accounts.update_password",
    "frappe.desk.doctype.event.event.get_events": _overrides + "get_events",
    "frappe.desk.doctype.notification_settings.notification_settings.set_seen_value": (
        _overrides + "set_seen_value"
    ),
    "frappe.desk.query_report.export_query": _overrides + "export_report",
    "frappe.desk.query_report.get_script": _overrides + "get_report_script",
    "frappe.desk.query_report.run": _overrides + "run_report",
    "frappe.desk.treeview.add_node": _overrides + "add_node",
    "frappe.utils.print_format.download_pdf": "erp_app.api.prints.download_pdf",
    "frappe.utils.print_format.report_to_pdf": "erp_app.api.prints.report_to_pdf",
    "upload_file": _overrides + "upload_file",
}
