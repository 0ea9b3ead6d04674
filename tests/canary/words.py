"""Words that requests are made of: columns, operators, odd values, names of arguments."""

from __future__ import annotations

COLUMNS = (
    "name", "owner", "modified", "docstatus", "iban", "identity_number", "birth_date", "user",
    "employee_name", "title", "description", "api_key", "api_secret", "reset_password_key",
    "mobile_no", "file_url", "content", "subject", "sid", "sessiondata", "password", "reason",
    "preparer", "email", "account", "debit", "lines.account", "incumbent.birth_date",
    "incumbent.iban", "employee.iban", "user.api_key", "owner.reset_password_key", "parent",
    "data", "filters", "error", "_comments", "_assign", "_user_tags", "lft", "amount",
)  # fmt: skip
STANDARD = ("name", "name", "owner", "creation", "modified", "docstatus")
OPERATORS = (
    "=", "!=", ">", "<", "like", "not like", "in", "not in", "is", "between", "descendants of",
    "= 1 or 1", "regexp", "timespan", "in (select 1) or",
)  # fmt: skip
FLAGS = (1, 0, "1", "0", "true", "false", True, "", "2", "-1", None)
ODD = (
    "", " ", "%", "_", "'", "\"", "`", "\\", ";", "--", "/*", "\x00", "../../site_config.json",
    "/private/files/", "{{ 7*7 }}", "<script>x</script>", "١٢٣", "\u202e", "A" * 3000, "-1",
    "1e309", "NaN", "null", "[]", "{}", "[[", "0x41", "%00", "None", "2026-13-45",
)  # fmt: skip
# Arguments that no schema may know: each has turned off a check somewhere.
FORBIDDEN = (
    "ignore_permissions", "ignore_user_permissions", "flags", "user", "join", "as_list", "pluck",
    "strict", "run", "parent_doctype", "query", "searchfield", "filter_fields", "value_based_on",
    "chart", "aggregate_function", "aggregate_on_field", "aggregate_on_doctype", "with_childnames",
    "reference_doctype", "custom_columns", "debug", "method", "tree_method", "order_by", "group_by",
    "fields", "filters", "or_filters", "having", "distinct", "_lang", "sid", "cmd", "update",
)  # fmt: skip
FUNCTIONS = ("frappe.client.get_count", "frappe.get_all", "os.system", "frappe.client.get_list",
             "erp_app.people.queries.find", "select name from tabUser", "")  # fmt: skip
CHART_COLUMNS = (
    "value_based_on", "value_based_on", "value_based_on", "group_by_based_on",
    "aggregate_function_based_on", "based_on", "filters_json", "document_type",
)  # fmt: skip
