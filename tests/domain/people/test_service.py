"""Ages in whole birthdays."""

from datetime import date

import pytest

from erp_app.domain.people.service import AgeTooLowError, age_on, require_working_age


@pytest.mark.parametrize(
    ("day", "born", "age"),
    [
        (date(2026, 3, 5), date(2011, 3, 5), 15),
        (date(2026, 3, 4), date(2011, 3, 5), 14),
        (date(2026, 12, 31), date(2011, 1, 1), 15),
        (date(2026, 1, 1), date(2011, 12, 31), 14),
        (date(2027, 2, 28), date(2008, 2, 29), 18),
        (date(2027, 3, 1), date(2008, 2, 29), 19),
        (date(2028, 2, 29), date(2008, 2, 29), 20),
        (date(2026, 3, 5), date(2026, 3, 5), 0),
    ],
)
def test_birthday_counts_on_its_day(day, born, age):
    assert age_on(day, born) == age


def test_day_before_the_birthday_is_too_young():
    require_working_age(date(2009, 3, 5), date(2024, 3, 5), 15)
    with pytest.raises(AgeTooLowError):
        require_working_age(date(2009, 3, 6), date(2024, 3, 5), 15)
