"""A large type is searched in stages: with the same answer as in one, for every reader."""

import frappe
import pytest

from erp_app.reading import lists, search
from erp_app.store import searching
from tests.erp.factories import as_user, make_journal
from tests.erp.people.factories import make_login

TITLES = (
    "Rent of offices", "rent, March", "Current rent", "RENT", "صيانة المباني", "الصيانه", "أجور",
    "اجور أخرى", "Fuel 50%", "Fuel_5", "Stationery", "Pens (blue)", "4,242.00 of rent", "Café",
)  # fmt: skip
TEXTS = (
    "rent", "Rent of", "JV", "jv-", "of", "صيانه", "ص", "اجور", "جور", "50%", "_", "%", "(b", ".",
    "4,242.00", "4242", "0", "100", "cafe", "zebrawood", "e", "٤٢٤٢", " Fuel  5", "\\",
)  # fmt: skip


@pytest.fixture
def many(site):
    """Make journals of these titles, some of which are linked often, one with an equal amount."""
    made = [make_journal(title=f"{title} {n}") for n in range(2) for title in TITLES]
    for turn, doc in enumerate(made):
        linked = {"idx": turn % 3} if turn % 4 == 0 else {}
        amounts = {"total_debit": 4242 if turn % 5 == 0 else 100}
        frappe.db.set_value("Journal", doc.name, {**linked, **amounts})
    return made


@pytest.fixture(params=[1, 10, searching.SORTED_MAX])
def sorted_max(request, monkeypatch):
    """Take this many rows for too many to be sorted."""
    monkeypatch.setattr(searching, "SORTED_MAX", request.param)


def answers(text: str) -> list:
    """Return what is found on the whole site, and by pages of the type alone."""
    pages = [search.search_site(text, start, 5, "Journal") for start in (0, 1, 5, 20)]
    return [search.search_site(text), *pages]


@pytest.mark.parametrize("text", TEXTS)
def test_stages_find_what_one_statement_finds(many, sorted_max, text, monkeypatch):
    staged = answers(text)
    monkeypatch.setattr(lists, "is_staged", lambda _asked: False)
    assert staged == answers(text)


def test_reader_of_some_rows_finds_those_alone(many, sorted_max, monkeypatch):
    """Every stage has the conditions of the reader's rows."""
    open_to = sorted(doc.name for doc in many[::3])
    reader = make_login("staged.reader", "Finance Officer")
    shown = ", ".join(map(frappe.db.escape, open_to))
    condition = f"`tabJournal`.name in ({shown})"
    monkeypatch.setattr(
        "erp_app.reading.resolve.row_condition",
        lambda doctype, *_reference: condition if doctype == "Journal" else "",
    )
    with as_user(reader):
        for text in TEXTS:
            staged = answers(text)
            found = {hit["name"] for page in staged for hit in page if hit["doctype"] == "Journal"}
            assert found <= set(open_to), text
            with monkeypatch.context() as plainly:
                plainly.setattr(lists, "is_staged", lambda _asked: False)
                assert staged == answers(text), text


def test_journals_are_searched_in_stages_and_small_types_at_once(site, monkeypatch):
    """The check can fail: the stages are taken, by the search of the site and of a link."""
    seen = []
    find = lists.find_in_stages
    monkeypatch.setattr(
        lists, "find_in_stages", lambda asked: seen.append(asked.doctype) or find(asked)
    )
    search.search_site("rent")
    search.search_link(doctype="Journal", txt="rent")
    assert seen == ["Journal", "Journal"]


def test_indexes_of_the_search_are_there(site):
    found = {row[2] for row in frappe.db.sql("show index from tabJournal")}
    assert found >= searching.INDEXES["Journal"].keys()
    searching.ensure_search_indexes("Journal")  # again: nothing happens


@pytest.mark.parametrize("text", ["R", "rent"])
def test_no_stage_reads_more_than_it_must(many, text):
    """A frequent text is met in the order that is wanted: nothing is sorted."""
    asked = {"doctype": "Journal", "txt": text, "page_length": 3}
    statements = []
    original = frappe.db.sql

    def sql(query, *arguments, **options):
        statements.append((query, arguments[0] if arguments else ()))
        return original(query, *arguments, **options)

    frappe.db.sql = sql
    try:
        search.find(asked)
    finally:
        frappe.db.sql = original
    in_order = [one for one in statements if "use index (`primary`)" in one[0]]
    assert in_order
    for query, values in in_order:
        plan = original(f"explain {query}", values, as_dict=True)
        assert "filesort" not in (plan[0]["Extra"] or "")
