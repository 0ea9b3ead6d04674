"""One entity's fault stays the entity's: a night over many entities, each with a fault of its own.

The first night is of sound books. In the second every entity but two has one fault, or something
that looks like one: whoever has a fault keeps its last good rows and is named with the reason in
words, everybody else is published.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, timedelta

import pytest

from analytics.contracts.extraction import load_contract
from analytics.nightly.night import NightOptions, run_night
from analytics.nightly.record import WITH_FINDINGS
from analytics.nightly.steps import STEPS
from analytics.settings.days import day_in
from analytics.settings.places import Places
from analytics.transform.findings import ALL, spoken_by
from tests.dbt.faults import AT_NIGHT, FAULTS, NO_FAULTS, ZONES
from tests.dbt.made_lake import add_position, hire, made, sound_books, sources_of
from tests.warehouse.nights import seen, without

SOUND = ("finance", "roads")
# Models whose rows are nobody's: seeds, days, kinds of entities, the nights themselves.
OF_NO_ENTITY = (
    r"gfsm_class|month_name|cofog_division|term_name|dim_date|entity_category|nightly_"
    r"|within_government|government_"
)
NAMES = (*SOUND, *NO_FAULTS, *FAULTS, *ZONES)
CODES = {name: f"e{number:02d}" for number, name in enumerate(NAMES)}  # entities' codes are short


def all_sound():
    return {code: sound_books() for code in CODES.values()}


def spoilt():
    """Return every entity's books: sound, or with the fault it is named after."""
    found = all_sound()
    for name, fault in {**NO_FAULTS, **FAULTS}.items():
        fault.plant(found[CODES[name]])
    for name, zone in ZONES.items():
        books = found[CODES[name]]
        books.zone, books.read_at = zone, AT_NIGHT.replace(tzinfo=UTC)
        today = day_in(books.read_at, zone)
        books.tables["appointment"].pop()
        books.tables["employee"].pop()
        add_position(books, "POS-6", "U2")
        hire(books, "E5", "POS-5", today)
        hire(books, "E6", "POS-6", today + timedelta(days=1))
        for person in books["employee"]:
            person["status"] = "Active" if person["joined_on"] <= today else "Awaiting Appointment"
            if person["left_on"] and person["left_on"] < today:
                person["status"] = "Left"
    return found


def run(places: Places, steps):
    return run_night(sources_of(CODES.values()), load_contract(), places, NightOptions(), steps)


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Return the warehouse after both nights, and the second one's record."""
    places = Places(tmp_path_factory.mktemp("faults") / "warehouse")
    hasty = without(STEPS, "test", "analyse", "dashboards")
    first = run(places, made(all_sound, hasty))
    assert first.not_fresh() == [], first.reason
    return places, run(places, made(spoilt))


@pytest.fixture(scope="module")
def standing(nights):
    """Return name -> the entity's record in the night of faults."""
    found = {entity.code: entity for entity in nights[1].entities}
    return {name: found[code] for name, code in CODES.items()}


def test_night_of_many_faults_is_published(nights):
    record = nights[1]
    assert (record.result, record.reason, record.notes) == (WITH_FINDINGS, "", [])


@pytest.mark.parametrize("name", [*SOUND, *NO_FAULTS, *ZONES])
def test_entity_without_a_fault_is_published(standing, name):
    assert (standing[name].state, standing[name].reason) == ("fresh", "")


@pytest.mark.parametrize("name", FAULTS)
def test_entity_with_a_fault_is_blocked_alone_and_told_why(standing, name):
    assert standing[name].state == "blocked"
    assert FAULTS[name].says in standing[name].reason


def test_blocked_entities_stand_at_their_last_good_rows(nights):
    rows = seen(nights[0], "select entity_code, count(*) from marts.fct_ledger_line group by 1")
    counts = dict(rows)
    lines = len(sound_books()["ledger_line"])
    assert {name: counts[CODES[name]] for name in FAULTS} == dict.fromkeys(FAULTS, lines)
    assert counts[CODES["journal_of_next_year"]] == lines + 2


def test_every_test_says_whom_it_speaks_of_and_what(nights):
    """Of an entity: then its rows name one. Of all: only where no row belongs to an entity."""
    nodes = json.loads((nights[0].dbt / "target" / "manifest.json").read_text())["nodes"]
    tests = [node for node in nodes.values() if node["resource_type"] == "test"]
    assert len(tests) > 150
    of_all = set()
    for test in tests:
        if spoken_by(test, nodes) == ALL:
            of_all.add(test["name"])
        elif not test.get("attached_node"):
            assert "entity_code" in test["raw_code"], test["name"]
    assert {name for name in of_all if not re.search(OF_NO_ENTITY, name)} == set()
