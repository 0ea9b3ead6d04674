"""The demo on a real site: accepted by the engine, whole per stage, not doubled when repeated.

One filling is killed between two stages, goes on, and is then looked at from every side. Nothing is
committed: what the demo fills is rolled back at the end.
"""

from dataclasses import replace

import pytest

from ground.errors import OpsError
from tests.demo.conftest import PLAN, build_books

SMALL = replace(PLAN, months=2)


class KilledError(Exception):
    """Stands for a kill between two stages."""


@pytest.fixture(scope="module")
def empty_site(frappe_site):
    """Yield the site with its first users, for this module alone."""
    from erp_app.install.users import create_first_users

    frappe_site.set_user("Administrator")
    assert not frappe_site.db.count("Employee"), "another test has left people on the site"
    assert not frappe_site.db.count("Journal"), "another test has left journals on the site"
    create_first_users("entity", frappe_site.local.site)
    yield frappe_site
    frappe_site.db.rollback()
    frappe_site.set_user("Administrator")
    frappe_site.clear_messages()


def fill(books, commit=lambda: None):
    from demo.load.fill import fill_site

    return fill_site(books, commit=commit)


@pytest.fixture(scope="module")
def filled(empty_site):
    """Return the site filled in two goes; gives the stages that the second one had left to do."""
    books, stages = build_books("legis", SMALL), []

    def commit():
        stages.append(1)
        if len(stages) == 3:
            raise KilledError

    with pytest.raises(KilledError):
        fill(books, commit)
    return fill(books)


def test_killed_between_stages_goes_on_where_it_was(empty_site, filled):
    assert list(filled) == ["books 2026-10", "journals on their way", "complete"]
    keys = empty_site.db.sql(
        "select count(idempotency_key), count(distinct idempotency_key) from `tabJournal`"
    )[0]
    assert keys[0] == keys[1] > 50


def test_filled_site_holds_the_people_and_a_sound_ledger(empty_site, filled):
    books, db = build_books("legis", SMALL), empty_site.db
    assert db.count("Employee", {"status": "Active"}) >= SMALL.heads(books.entity.heads) - 1
    assert db.count("Position", {"status": ("in", ("Vacant", "Frozen"))}) >= 1
    stages = db.sql("select defkey, defvalue from tabDefaultValue where parent = 'diwan_demo'")
    assert db.count("Ledger Line") >= sum(
        int(rows) for stage, rows in stages if stage.startswith(("books", "opening"))
    )
    sums = db.sql("select sum(debit), sum(credit), count(*), max(name) from `tabLedger Line`")[0]
    assert sums[0] == sums[1]
    assert sums[2] == sums[3]
    states = dict(db.sql("select workflow_state, count(*) from `tabJournal` group by 1"))
    assert states["Draft"] == 3
    assert states["For Approval"] == 4
    assert states["Rejected"] == 1
    assert states["Approved"] > 50


def test_repeat_adds_nothing(empty_site, filled):
    before = empty_site.db.count("Journal"), empty_site.db.count("Employee")
    assert fill(build_books("legis", SMALL)) == {}
    assert (empty_site.db.count("Journal"), empty_site.db.count("Employee")) == before


def test_another_plan_is_refused_with_what_to_do(filled):
    with pytest.raises(OpsError, match=r"scale 0.1 \(asked: 0.2\).*entity remove legis"):
        fill(build_books("legis", replace(SMALL, scale=0.2)))


def test_a_site_with_others_people_is_left_alone(empty_site, filled):
    empty_site.db.savepoint("filled")
    empty_site.db.sql("delete from `tabDefaultValue` where parent = 'diwan_demo'")
    with pytest.raises(OpsError, match="that the demo did not make"):
        fill(build_books("legis", SMALL))
    empty_site.db.rollback(save_point="filled")
