"""The demo on a real site: accepted by the engine, whole per stage, not doubled when repeated.

Nothing is committed: what the demo fills is rolled back at the end of each test.
"""

from dataclasses import replace

import pytest

from ground.errors import OpsError
from tests.demo.conftest import PLAN, build_books

SMALL = replace(PLAN, months=2)


class KilledError(Exception):
    """Stands for a kill between two stages."""


@pytest.fixture
def empty_site(site):
    """The site with its first users; skipped when other tests left people or journals there."""
    from erp_app.install.users import create_first_users

    if site.db.count("Employee") or site.db.count("Journal"):
        pytest.skip("the test site is not empty")
    create_first_users("entity", site.local.site)
    return site


def fill(books, commit=lambda: None):
    from demo.load.fill import fill_site

    return fill_site(books, commit=commit)


def test_filled_site_holds_the_people_and_a_sound_ledger(empty_site):
    books = build_books("legis", SMALL)
    done = fill(books)
    db = empty_site.db
    assert db.count("Employee", {"status": "Active"}) >= SMALL.heads(books.entity.heads) - 1
    assert db.count("Position", {"status": ("in", ("Vacant", "Frozen"))}) >= 1
    assert db.count("Ledger Line") >= sum(
        rows for stage, rows in done.items() if stage.startswith(("books", "opening"))
    )
    sums = db.sql("select sum(debit), sum(credit), count(*), max(name) from `tabLedger Line`")[0]
    assert sums[0] == sums[1]
    assert sums[2] == sums[3]
    states = dict(db.sql("select workflow_state, count(*) from `tabJournal` group by 1"))
    assert states["Draft"] == 3
    assert states["For Approval"] == 4
    assert states["Rejected"] == 1
    assert states["Approved"] > 50


def test_repeat_adds_nothing(empty_site):
    books = build_books("legis", SMALL)
    fill(books)
    before = empty_site.db.count("Journal"), empty_site.db.count("Employee")
    assert fill(books) == {}
    assert (empty_site.db.count("Journal"), empty_site.db.count("Employee")) == before


def test_killed_between_stages_goes_on_where_it_was(empty_site):
    books = build_books("legis", SMALL)
    stages = []

    def commit():
        stages.append(1)
        if len(stages) == 3:
            raise KilledError

    with pytest.raises(KilledError):
        fill(books, commit)
    done = fill(books)
    assert list(done) == ["books 2026-10", "journals on their way", "complete"]
    keys = empty_site.db.sql(
        "select count(idempotency_key), count(distinct idempotency_key) from `tabJournal`"
    )[0]
    assert keys[0] == keys[1]


def test_another_plan_is_refused_with_what_to_do(empty_site):
    fill(build_books("legis", SMALL))
    with pytest.raises(OpsError, match=r"scale 0.1 \(asked: 0.2\).*entity remove legis"):
        fill(build_books("legis", replace(SMALL, scale=0.2)))


def test_a_site_with_others_people_is_left_alone(empty_site):
    fill(build_books("legis", SMALL))
    empty_site.db.sql("delete from `tabDefaultValue` where parent = 'diwan_demo'")
    with pytest.raises(OpsError, match="that the demo did not make"):
        fill(build_books("legis", SMALL))
