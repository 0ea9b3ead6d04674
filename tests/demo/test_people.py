"""The people: the same for the same seed, numbers that check, mixes within bounds, spans sound."""

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache

import pytest

from demo.generate.books import EntityBooks
from demo.generate.organisation import build_organisation
from demo.generate.people import build_workforce
from demo.generate.plan import Plan
from erp_app.domain.people.identity import get_identity_birth_year, parse_identity_number
from erp_app.domain.people.tenure import Span, check_no_overlaps
from tests.demo.conftest import GOVERNMENT, PLAN, build_books

CODES = list(GOVERNMENT)


@cache
def build_people(code: str, plan: Plan = PLAN):
    return build_workforce(GOVERNMENT[code], plan, CODES)


def test_same_seed_gives_the_same_people(code):
    assert build_people(code) == build_workforce(GOVERNMENT[code], PLAN, CODES)


def test_another_seed_gives_other_people(code):
    assert build_people(code).people != build_people(code, replace(PLAN, seed=43)).people


def test_order_of_the_government_does_not_matter():
    backwards = EntityBooks(GOVERNMENT["courts"], PLAN, list(GOVERNMENT.values())[::-1])
    assert backwards.workforce == build_books("courts").workforce


def test_heads_of_all_entities_follow_the_scale():
    heads = {code: len(build_people(code).in_service(PLAN.until)) for code in CODES}
    assert heads == {code: entity.heads // 10 for code, entity in GOVERNMENT.items()}
    assert sum(heads.values()) == 6_550


def test_numbers_pass_their_check_digits(code):
    for person in build_people(code).people:
        assert parse_identity_number(person.identity_number) == person.identity_number
        assert get_identity_birth_year(person.identity_number) == person.birth_date.year
        assert len(person.iban) == 23
        assert int(person.iban[4:] + "1014" + person.iban[2:4]) % 97 == 1


def test_no_identity_number_is_given_twice_in_the_government():
    counts = Counter(
        person.identity_number for code in CODES for person in build_people(code).people
    )
    assert max(counts.values()) == 1


def test_mix_of_staff_is_the_profiles(code):
    staff = build_people(code).in_service(PLAN.until)
    profile = GOVERNMENT[code].profile
    tolerance = 0.5 / len(staff) + 0.001
    nationals = sum(person.is_national for person in staff) / len(staff)
    women = sum(person.gender == "Female" for person in staff) / len(staff)
    assert nationals == pytest.approx(profile.national, abs=tolerance)
    assert women == pytest.approx(profile.female, abs=tolerance)


def test_nationals_are_more_frequent_in_higher_grades():
    staff = build_people("city").in_service(PLAN.until)
    high = [person.is_national for person in staff if person.grade >= 10]
    low = [person.is_national for person in staff if person.grade <= 4]
    assert sum(high) / len(high) > 2 * sum(low) / len(low)


def test_vacancies_are_six_to_twelve_percent():
    for code in ("police", "city", "roads", "hospitals", "courts"):
        positions = build_organisation(GOVERNMENT[code], PLAN).positions
        assert 0.06 <= sum(position.is_vacant for position in positions) / len(positions) <= 0.125


def test_grades_make_a_pyramid_over_sixteen():
    grades = Counter(
        position.grade for position in build_organisation(GOVERNMENT["police"], PLAN).positions
    )
    assert min(grades) >= 1
    assert max(grades) == 16
    assert grades[16] == 1
    assert grades[14] + grades[15] + grades[16] < 0.03 * sum(grades.values())


def test_nobody_holds_two_posts_and_no_post_two_people(code):
    spans = defaultdict(list)
    for person in build_people(code).people:
        for spell in person.spells:
            spans["person", person.serial].append(Span(spell.start, spell.end))
            spans["position", spell.position].append(Span(spell.start, spell.end))
    assert all(check_no_overlaps(held) == [] for held in spans.values())


def test_spells_lie_within_service_and_the_posts_life(code):
    workforce = build_people(code)
    for person in workforce.people:
        assert person.joined_on.year - person.birth_date.year >= 18
        assert person.spells[0].start == person.joined_on
        assert person.spells[-1].end == person.left_on
        position = workforce.organisation.positions[person.spells[0].position]
        assert position.established_on <= person.joined_on
        assert 1 <= person.step <= 7


def test_leavers_left_within_the_books():
    leavers = [p for p in build_people("police").people if p.left_on]
    assert len(leavers) > 50
    assert all(PLAN.start <= person.left_on < PLAN.until for person in leavers)


def test_units_form_one_tree_and_cost_centres_too(code):
    organisation = build_organisation(GOVERNMENT[code], PLAN)
    units = {unit.record.code: unit.record.parent for unit in organisation.units}
    assert [code for code, parent in units.items() if parent is None] == [
        organisation.units[0].record.code
    ]
    assert all(parent in units for parent in units.values() if parent)
    leaves = {centre.code for centre in organisation.cost_centres if not centre.is_group}
    assert {position.cost_centre for position in organisation.positions} <= leaves
    assert len({centre.code for centre in organisation.cost_centres}) == len(
        organisation.cost_centres
    )
