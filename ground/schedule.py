"""Running jobs beside each other: as many as the machine has cores, none against another.

Owns the order. A job names what it needs (jobs that must be done before it), what it claims (things
that no other job may touch meanwhile) and what it uses (things that no other may claim meanwhile);
the first in the list that may run, runs next.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Job(Generic[Result]):
    """Something to do in a thread. work: called with the results of what the job needs, by name."""

    name: str
    work: Callable[[dict[str, Result]], Result]
    needs: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()

    def is_in_the_way_of(self, other: Job[Result]) -> bool:
        """Return True when the two may not run at once."""
        mine, others = self.claims | self.uses, other.claims | other.uses
        return bool(self.claims & others or mine & other.claims)


class JobsStuckError(Exception):
    """Jobs need something that nobody does; `names` are those jobs."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        super().__init__(f"Nothing brings about what {', '.join(names)} need.")


def run_jobs(jobs: Sequence[Job[Result]], at_once: int) -> dict[str, Result]:
    """Run every job; return results by name. A job that raises ends the whole: running ones end
    first, and the first exception is raised.

    Raises: JobsStuckError before anything is begun when the jobs' needs cannot be met.
    """
    _require_possible(jobs)
    waiting = list(jobs)
    results: dict[str, Result] = {}
    running: dict[Future[Result], Job[Result]] = {}
    with ThreadPoolExecutor(at_once) as pool:
        while waiting or running:
            while len(running) < at_once and (job := _next_of(waiting, results, running.values())):
                waiting.remove(job)
                running[pool.submit(job.work, {name: results[name] for name in job.needs})] = job
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                results[running.pop(future).name] = future.result()
    return results


def _next_of(
    waiting: Sequence[Job[Result]], done: Collection[str], running: Iterable[Job[Result]]
) -> Job[Result] | None:
    """Return the first waiting job that has what it needs and is in nobody's way."""
    present = list(running)
    for job in waiting:
        if job.needs <= set(done) and not any(job.is_in_the_way_of(one) for one in present):
            return job
    return None


def _require_possible(jobs: Sequence[Job[Result]]) -> None:
    done: set[str] = set()
    left = list(jobs)
    while ready := [job for job in left if job.needs <= done]:
        done |= {job.name for job in ready}
        left = [job for job in left if job not in ready]
    if left:
        raise JobsStuckError([job.name for job in left])
