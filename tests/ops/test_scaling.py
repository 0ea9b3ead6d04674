"""Where two engines cross follows from what they cost at two sizes."""

import pytest

from ground.errors import OpsError
from ops.bench.scaling import (
    Growth,
    build_report,
    crossing_millions,
    growth_of,
    machines_to_cross,
)


def sizes(duckdb: tuple[float, float], spark: tuple[float, float]) -> list[dict]:
    """Return figures at one and three million lines; the smallest size is not looked at."""
    rest = {"lake_mib": 1.0, "spark_start_seconds": 9.0, "loop_ms": 60.0}
    rest |= {"duckdb_seconds": 1.0, "spark_seconds": 2.0}  # of a clock that others run beside
    return [
        {"lines": lines, "duckdb_cpu_seconds": one, "spark_cpu_seconds": other, **rest}
        for lines, one, other in (
            (100, 99.0, 99.0),
            (1_000_000, duckdb[0], spark[0]),
            (3_000_000, duckdb[1], spark[1]),
        )
    ]


def test_growth_is_a_fixed_time_and_one_per_million_lines():
    found = growth_of(sizes((7.0, 11.0), (40.0, 46.0)), "duckdb")
    assert (found.fixed_seconds, found.seconds_per_million) == (5.0, 2.0)


def test_engine_that_does_not_grow_says_that_nothing_follows():
    with pytest.raises(OpsError, match="duckdb took no longer"):
        growth_of(sizes((11.0, 11.0), (40.0, 46.0)), "duckdb")


def test_lines_cross_where_the_gain_has_paid_for_the_start():
    assert crossing_millions(Growth(5.0, 4.0), Growth(45.0, 2.0)) == 20.0
    assert crossing_millions(Growth(5.0, 4.0), Growth(3.0, 2.0)) == 0.0


def test_engine_that_starts_later_and_grows_faster_never_overtakes_on_one_machine():
    duckdb, spark = Growth(5.0, 2.0), Growth(45.0, 7.0)
    assert crossing_millions(duckdb, spark) is None
    assert machines_to_cross(duckdb, spark) == 4
    assert crossing_millions(duckdb, spark, machines=8) == pytest.approx(40 / (2 - 7 / 8))


def test_report_says_that_they_do_not_cross_and_what_it_would_take():
    found = build_report(52, sizes((7.0, 11.0), (40.0, 54.0)))
    assert found.figures["crossing_million_lines"] is None
    assert found.notes[0].startswith("DuckDB: 5.0 s of processors and 2.00 s for each million")
    assert "On one machine the lines do not cross" in found.notes[-1]
    assert "On 8 such machines" in found.notes[-1]
    found = build_report(52, sizes((7.0, 11.0), (40.0, 42.0)))
    assert found.figures["crossing_million_lines"] == pytest.approx(34.0)
    assert "from 34 million lines on" in found.notes[-1]
