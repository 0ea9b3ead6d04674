"""Corrections to how Frappe meets newer packages."""

from tests.runtime.corrections.proofs import InErp, proves


@proves("pydantic-config-dict")
def test_typed_arguments_are_checked_and_converted(in_erp: InErp) -> None:
    told = in_erp("""
from frappe.utils.typing_validations import validate_argument_types
@validate_argument_types
def add(one: int, two: "str" = ""): return one + 1
try: add(one="x")
except frappe.exceptions.FrappeTypeError: refused = True
return [add(one="2"), refused]
""")
    assert told == [3, True]
