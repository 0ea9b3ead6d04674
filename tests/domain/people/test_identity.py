"""Person and identity numbers: what is accepted, what is refused and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.people.identity import (
    IdentityNumberInvalidError,
    PersonNumberInvalidError,
    build_identity_number,
    build_person_number,
    get_identity_birth_year,
    parse_identity_number,
    parse_person_number,
)

blocks = st.integers(0, 999)
sequences = st.integers(1, 99_999)


@given(st.integers(1900, 2099), st.integers(0, 9_999_999))
def test_identity_number_is_accepted_with_one_check_digit_of_ten(year, serial):
    printed = build_identity_number(year, serial)
    for digit in "0123456789":
        if digit == printed[-1]:
            assert parse_identity_number(printed[:-1] + digit) == printed
        else:
            with pytest.raises(IdentityNumberInvalidError, match="check digit"):
                parse_identity_number(printed[:-1] + digit)


@given(blocks, sequences, st.integers(0, 8), st.integers(1, 9))
def test_person_number_with_one_wrong_digit_is_refused(block, sequence, place, shift):
    digits = list(build_person_number(block, sequence).replace("-", "")[1:])
    digits[place] = str((int(digits[place]) + shift) % 10)
    with pytest.raises(PersonNumberInvalidError) as refusal:
        parse_person_number("".join(digits))
    assert refusal.value.problem == "check digit"


@given(blocks, sequences)
def test_person_number_survives_the_ways_people_write_it(block, sequence):
    printed = build_person_number(block, sequence)
    bare = printed.replace("-", "")
    assert parse_person_number(printed) == printed
    assert parse_person_number(bare.lower()) == printed
    assert parse_person_number(bare[1:]) == printed
    assert parse_person_number(" ".join(bare)) == printed


@pytest.mark.parametrize("text", ["", "P001", "P001-00042", "Q001-00042-3", "P001-00042-33"])
def test_person_number_of_another_form_is_refused(text):
    with pytest.raises(PersonNumberInvalidError) as refusal:
        parse_person_number(text)
    assert refusal.value.problem == "length"
    assert "leave it empty" in str(refusal.value)


@pytest.mark.parametrize(("block", "sequence"), [(1000, 1), (-1, 1), (1, 0), (1, 100_000)])
def test_person_number_outside_its_block_is_refused(block, sequence):
    with pytest.raises(ValueError, match="block"):
        build_person_number(block, sequence)


@given(st.integers(1940, 2015), st.integers(0, 9_999_999))
def test_identity_number_round_trips_and_names_the_birth_year(year, serial):
    number = build_identity_number(year, serial)
    assert parse_identity_number(number.replace("-", "")) == number
    assert get_identity_birth_year(number) == year


def test_identity_number_in_arabic_digits_is_read():
    arabic = "784-1985-1234567-3".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert parse_identity_number(arabic) == "784-1985-1234567-3"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("784-1985-1234567-4", "check digit"),
        ("784-1985-1234576-3", "check digit"),
        ("785-1985-1234567-3", "prefix"),
        ("784-1985-123456", "length"),
        ("784-1985-123456A-3", "length"),
        ("", "length"),
    ],
)
def test_identity_number_that_does_not_check_is_refused(text, problem):
    with pytest.raises(IdentityNumberInvalidError) as refusal:
        parse_identity_number(text)
    assert refusal.value.problem == problem
    assert "Copy it again from the card" in str(refusal.value)
