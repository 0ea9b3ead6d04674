"""Arabic names of documents for Arabic screens.

Frappe heads a document, and shows a link to it, by one title field, which is the English name.
The Arabic field of each is in its declaration, which also says whether its names travel with the
boot of an Arabic session; the Desk then shows them instead. Sends nothing the reader may neither
read nor select.
"""

import csv
from pathlib import Path

import frappe

from erp_app.declarations.reading import arabic_title_fields
from erp_app.domain.languages import is_arabic
from erp_app.store import desk as store

TITLES_MAX = 2_000
RULES = Path(__file__).parents[1] / "finance" / "data" / "dimension_rules.csv"


def add_arabic_titles(bootinfo: dict) -> None:
    """Put {doctype: {name: Arabic title}} and {doctype: Arabic field} into an Arabic boot."""
    if is_arabic(frappe.local.lang):
        bootinfo["diwan_titles"] = load_arabic_titles()
        bootinfo["diwan_title_fields"] = arabic_title_fields()


def load_arabic_titles() -> dict[str, dict[str, str]]:
    """Return the Arabic titles the session's user may see, by DocType."""
    return {
        doctype: store.load_titles(doctype, field, TITLES_MAX)
        for doctype, field in arabic_title_fields(travelling=True).items()
        if _shows_title(doctype)
    }


def fill_rule_titles() -> int:
    """Give the shipped dimension rules of older sites their Arabic titles; return how many.

    What an entity has written itself stays.
    """
    stored = store.load_titles("Dimension Rule", "title_ar", TITLES_MAX)
    with RULES.open(encoding="utf-8", newline="") as file:
        shipped = {row["title"]: row["title_ar"] for row in csv.DictReader(file)}
    missing = {title for title in shipped if title in stored and not stored[title]}
    for title in missing:
        store.set_value("Dimension Rule", title, "title_ar", shipped[title])
    return len(missing)


def _shows_title(doctype: str) -> bool:
    if not frappe.get_meta(doctype).show_title_field_in_link:
        return False
    return any(frappe.has_permission(doctype, right) for right in ("read", "select"))
