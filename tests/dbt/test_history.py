"""What a night cannot make again: what records said before, what was first said of a month.

Four nights of the same entities. In the first an employee has one nationality; in the second, a
month later, another, and a journal was booked late into a month that had been published. The third
is killed after its models are built, and the fourth makes everything anew.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from analytics.contracts.extraction import load_contract
from analytics.nightly.night import NightOptions, run_night
from analytics.nightly.record import PUBLISHED, close_killed
from analytics.nightly.steps import STEPS
from analytics.settings.places import Places
from tests.dbt.made_lake import made, post, sound_books, sources_of
from tests.warehouse.nights import before, lend_parsed, seen, without

HASTY = without(STEPS, "test", "analyse", "dashboards")
HISTORY = (
    "select valid_from, valid_to, nationality_group from marts.dim_employee_history"
    " where entity_code = 'roads' and employee_key = 'roads:E1' order by 1"
)
MONTHS = (
    "select month_start, figure_kind, first_figure, newest_figure, change_count, is_restated,"
    " first_build_id, newest_build_id from marts.rpt_published_month where entity_code = 'roads'"
)
NATIONALS = (
    "select month_start, sum(head_count) from marts.rpt_workforce_month where entity_code = 'roads'"
    " and is_national and month_start >= date '2026-09-01' group by 1 order by 1"
)
LABELS = (
    "select distinct month_start, {columns} from marts.rpt_workforce_month"
    " where entity_code = 'roads' and {key} = 'roads|{code}' and head_count > 0"
    " and month_start >= date '2026-10-01' order by 1"
)


class KilledError(BaseException):
    """The night ends here, as by a signal."""


def in_november():
    return {"roads": sound_books(), "courts": sound_books()}


def in_december():
    found = in_november()
    books = found["roads"]
    for one in found.values():
        one.read_at = datetime(2026, 12, 5, 22, 0, tzinfo=UTC)
    nation = {"name": "OM", "nationality_code": "OM", "nationality_group": "GCC"}
    books["nationality"].append({**nation, "name_en": "Oman", "name_ar": "عمان"})
    books.find("employee", name="E1").update(nationality="OM", nationality_group="GCC")
    books.find("org_unit", name="U1").update(name_en="Roads and Bridges", name_ar="الطرق والجسور")
    books.find("grade", name="G05").update(name_en="Grade V", rank=4, grade_family="Support")
    post(books, "2026-10", date(2026, 10, 20), ("51101", 7, 0), ("11102", 0, 7))
    return found


def run(places: Places, entities, steps=HASTY, **options):
    lend_parsed(places.dbt)
    sources = sources_of(entities())
    chosen = NightOptions(**options)
    return run_night(sources, load_contract(), places, chosen, made(entities, steps))


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Return the warehouse after the four nights, and the records of those that ended."""
    places = Places(tmp_path_factory.mktemp("history") / "warehouse")
    first, second = run(places, in_november), run(places, in_december)

    def die(_night) -> None:
        raise KilledError

    with pytest.raises(KilledError):
        run(places, in_december, before("publish", die, HASTY))
    close_killed(places)
    fourth = run(places, in_december, full=True)
    assert [one.result for one in (first, second, fourth)] == [PUBLISHED] * 3
    return places, first, second, fourth


def test_changed_nationality_counts_from_the_day_it_was_seen(nights):
    assert seen(nights[0], HISTORY) == [
        (date(1900, 1, 1), date(2026, 12, 5), "National"),
        (date(2026, 12, 6), None, "GCC"),
    ]


def test_changed_nationality_rewrites_no_earlier_month(nights):
    counts = {month: int(heads) for month, heads in seen(nights[0], NATIONALS)}
    # E1 and E3 in October; E4 since the last day of November; E1 is no national in December.
    assert counts == {
        date(2026, 9, 1): 2,
        date(2026, 10, 1): 2,
        date(2026, 11, 1): 3,
        date(2026, 12, 1): 2,
    }


def test_renamed_unit_is_called_in_earlier_months_as_it_was_then(nights):
    columns = "org_unit_name_en, org_unit_name_ar"
    rows = seen(nights[0], LABELS.format(columns=columns, key="org_unit_key", code="U1"))
    assert rows == [
        (date(2026, 10, 1), "Unit U1", "وحدة U1"),
        (date(2026, 11, 1), "Unit U1", "وحدة U1"),
        (date(2026, 12, 1), "Roads and Bridges", "الطرق والجسور"),
    ]


def test_changed_grade_is_shown_in_earlier_months_as_it_was_then(nights):
    columns = "grade_name_en, grade_rank, grade_family_name_en"
    rows = seen(nights[0], LABELS.format(columns=columns, key="grade_key", code="G05"))
    assert rows == [
        (date(2026, 10, 1), "Grade 5", 5, "Technical"),
        (date(2026, 11, 1), "Grade 5", 5, "Technical"),
        (date(2026, 12, 1), "Grade V", 4, "Support"),
    ]


def test_spans_of_names_meet_and_do_not_overlap(nights):
    rows = seen(
        nights[0],
        "select valid_from, valid_to, org_unit_name_en from marts.dim_org_unit_history"
        " where entity_code = 'roads' and org_unit_code = 'U1' order by 1",
    )
    assert rows == [
        (date(1900, 1, 1), date(2026, 12, 5), "Unit U1"),
        (date(2026, 12, 6), None, "Roads and Bridges"),
    ]


def test_what_stands_today_has_the_names_of_today(nights):
    rows = seen(
        nights[0],
        "select distinct org_unit_name_en, grade_name_en from marts.rpt_establishment"
        " where org_unit_key = 'roads|U1'",
    )
    assert rows == [("Roads and Bridges", "Grade V")]


def test_month_keeps_what_was_first_published_and_by_which_build(nights):
    _, first, second, fourth = nights
    rows = {(row[0], row[1]): row[2:] for row in seen(nights[0], MONTHS)}
    late = rows[date(2026, 10, 1), "Spend"]
    changed = (Decimal(0), Decimal(7), 1, True, first.build_id, second.build_id)
    assert late == changed
    same = rows[date(2026, 10, 1), "Revenue"]
    assert same == (Decimal(90), Decimal(90), 0, False, first.build_id, first.build_id)
    new = rows[date(2026, 11, 1), "Heads"]
    assert new == (Decimal(3), Decimal(3), 0, False, second.build_id, second.build_id)
    assert fourth.build_id not in {row[-1] for row in rows.values()}


def test_entity_whose_records_are_the_same_has_one_span_each(nights):
    spans = "select count(*), count(distinct employee_key) from marts.dim_employee_history"
    assert seen(nights[0], f"{spans} where entity_code = 'courts'") == [(4, 4)]
