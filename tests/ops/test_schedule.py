"""Jobs beside each other: what they need comes first, what they claim is theirs alone."""

import threading

import pytest

from ground.schedule import Job, JobsStuckError, run_jobs
from ops.testing.suites import SUITES

PATIENCE_SECONDS = 60


def meet(barrier):
    return lambda _: barrier.wait(PATIENCE_SECONDS)


def test_jobs_run_side_by_side_and_give_their_results():
    barrier = threading.Barrier(2)
    jobs = [Job("a", meet(barrier)), Job("b", meet(barrier))]
    assert sorted(run_jobs(jobs, 2).values()) == [0, 1]


def test_job_begins_after_what_it_needs_and_is_given_its_result():
    jobs = [
        Job("last", lambda given: given["first"] + 1, needs=frozenset(["first"])),
        Job("first", lambda given: 1),
    ]
    assert run_jobs(jobs, 2) == {"first": 1, "last": 2}


def test_jobs_that_claim_the_same_never_run_at_once():
    inside, most = [], []

    def work(_):
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.02)
        inside.pop()

    run_jobs([Job(str(n), work, claims=frozenset(["books"])) for n in range(4)], 4)
    assert most == [1, 1, 1, 1]


def test_job_in_nobodys_way_overtakes_one_that_has_to_wait():
    order, barrier = [], threading.Barrier(2)

    def note(name, then=lambda _: None):
        return lambda given: (order.append(name), then(given))

    books = frozenset(["books"])
    jobs = [
        Job("first", note("first", meet(barrier)), claims=books),
        Job("waits", note("waits"), claims=books),
        Job("free", note("free", meet(barrier))),
    ]
    run_jobs(jobs, 2)
    assert order.index("free") < order.index("waits")


def test_job_that_fails_ends_the_whole_and_begins_no_other():
    begun = []
    jobs = [
        Job("bad", lambda _: 1 / 0),
        Job("after", lambda _: begun.append(1), needs=frozenset(["bad"])),
    ]
    with pytest.raises(ZeroDivisionError):
        run_jobs(jobs, 2)
    assert begun == []


def test_need_that_nobody_meets_is_said_before_anything_begins():
    begun = []
    jobs = [Job("a", begun.append), Job("b", begun.append, needs=frozenset(["c"]))]
    with pytest.raises(JobsStuckError, match="what b need"):
        run_jobs(jobs, 1)
    assert begun == []


def test_every_part_of_a_suite_has_files_and_every_file_one_part():
    for suite in SUITES:
        parts = [suite.files(part) for part in range(suite.parts)]
        whole = [file for part in parts for file in part]
        assert len(whole) == len(set(whole)), suite.name
        assert all(parts) or not suite.folders, suite.name


def test_suite_that_stops_servers_runs_alone_on_the_platform():
    """What kills the database runs beside nothing that asks it."""
    kill = next(suite for suite in SUITES if suite.name == "kill")
    on_platform = [suite for suite in SUITES if suite.needs_platform and suite != kill]
    on_platform = [suite for suite in on_platform if suite.platform == kill.platform]
    beside = [s.name for s in on_platform if not (s.claims | s.uses) & kill.claims]
    assert on_platform
    assert beside == []


def test_what_is_claimed_of_one_platform_has_nothing_to_do_with_another():
    first, other = (next(s for s in SUITES if s.platform == number) for number in (1, 2))
    claims = frozenset(["books"])
    assert first.of_platform(claims) != other.of_platform(claims)
    assert first.of_platform(claims) == first.of_platform(claims)


def test_jobs_that_use_the_same_run_at_once_and_beside_nobody_who_claims_it():
    barrier, books = threading.Barrier(2), frozenset(["books"])
    seen = []
    jobs = [
        Job("one", meet(barrier), uses=books),
        Job("claims", lambda _: seen.append(barrier.n_waiting), claims=books),
        Job("other", meet(barrier), uses=books),
    ]
    run_jobs(jobs, 3)
    assert seen == [0]
