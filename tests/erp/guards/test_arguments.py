"""Every listed method's schema asks for what the method cannot run without.

A required argument that the schema lets go missing ends as an error of the server, not in words.
"""

import inspect
from pathlib import Path

import frappe
import pytest

import erp_app
from erp_app.guards.arguments import load_schemas

SCHEMAS = load_schemas(
    (Path(erp_app.__file__).parent / "guards" / "arguments.yml").read_text("utf-8")
)
OF_LATER_BASES = {  # listed for Frappe 15.41, away in the base we stand on
    "frappe.apps.get_apps",
    "frappe.realtime.has_permission",
    "frappe.translate.load_all_translations",
}


def function_of(method: str):
    """Return the function that answers a request for a method."""
    overrides = frappe.get_hooks("override_whitelisted_methods")
    return frappe.get_attr(overrides.get(method, [method])[-1])


@pytest.mark.parametrize(
    "method", sorted({name for name in SCHEMAS if "." in name} - OF_LATER_BASES)
)
def test_what_a_method_needs_is_required(site, method):
    schema = SCHEMAS[method]
    needed = {
        name
        for name, parameter in inspect.signature(function_of(method)).parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
    }
    assert needed - schema.required == set()
