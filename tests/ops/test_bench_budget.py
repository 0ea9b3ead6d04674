"""The budget's benchmark: what its report says is what was measured."""

from ops.bench import budget

TIME = {"p50_ms": 1.0, "p99_ms": 2.0}
SIZE = {
    "times": {"funds check": TIME, "approval with control": {"p50_ms": 5.0, "p99_ms": 9.0}},
    "inquiry": {"funds inquiry": TIME},
    "check_of_approval_ratio": 0.2,
    "check_of_life_ratio": 0.1,
    "life_ratio": 1.15,
}
RACES = {
    "races": 10_000, "overruns": 0, "lost_reservations": 0, "races_won_once": 10_000,
    "deadlocks_retried": 3, "races_per_second": 40.0, "ledger_findings": 0,
}  # fmt: skip
WRITERS = {"per_second": 60.0, "deadlocks_retried": 1}


def test_report_has_a_row_for_every_figure_and_size():
    figures = {
        "sizes": {"10000": SIZE, "1000000": SIZE},
        "races": RACES,
        "eight_writers_one_line": WRITERS,
        "eight_writers_52_lines": WRITERS,
    }
    report = budget.shape_report(figures)
    assert [row[:2] for row in report["rows"][3:]] == [
        ["funds check", "1,000,000"],
        ["approval with control", "1,000,000"],
        ["funds inquiry", "1,000,000"],
    ]
    assert all(len(row) == len(report["columns"]) for row in report["rows"])
    said = " ".join(report["notes"])
    assert "20% of an approval, 10% of save and approval" in said
    assert "10,000 won once, 0 overruns, 0 lost reservations, 3 deadlocks retried" in said


def test_percentiles_are_milliseconds():
    found = budget.percentiles([place / 1000 for place in range(1, 101)])
    assert found == {"p50_ms": 50.5, "p99_ms": 99.99}
