"""What happens when a night has published: the entities' own figures, the dashboards, the mails.

Owns that each of these is tried whatever became of the others, and that what failed is said of the
part that failed, in words.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.mailed.sending import send_due
from ops.warehouse.dashboards import push
from ops.warehouse.entity_figures import deliver_figures

Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Part:
    """One part. failed: what is said when it did not come about; work: does it, and returns what of
    it did not, a sentence each."""

    title: str
    failed: str
    work: Callable[[Instance, Report], list[str]]


def _deliver(instance: Instance, report: Report) -> list[str]:
    deliver_figures(instance, report)
    return []


def _push(instance: Instance, report: Report) -> list[str]:
    push(instance, report, only_changed=True)
    return []


def _mail(instance: Instance, report: Report) -> list[str]:
    failed = send_due(instance, date.today(), report)["failed"]
    return [
        f"a dashboard was not sent by mail, the next night tries again: {one}" for one in failed
    ]


PARTS = (
    Part(
        "Figures for the entities", "the entities' own figures were not brought to them", _deliver
    ),
    Part("Dashboards", "dashboards were not brought up to date", _push),
    Part("Dashboards by mail", "dashboards were not sent by mail", _mail),
)


def bring_all(
    instance: Instance, show: Callable[[str], Report], parts: tuple[Part, ...] = PARTS
) -> list[str]:
    """Do every part; return what did not come about, a sentence each."""
    found = []
    for part in parts:
        report = show(part.title)
        found += _tried(part, instance, report)
        report(1.0, "")
    return found


def _tried(part: Part, instance: Instance, report: Report) -> list[str]:
    try:
        return part.work(instance, report)
    except OpsError as error:
        return [f"{part.failed}: {error}"]
    except OSError as error:
        return [f"{part.failed}: {error.strerror or 'the machine did not let us'}"]
    except Exception as error:  # a fault of ours must not keep the other parts from being done
        traceback.print_exc(file=sys.stderr)
        kind = type(error).__name__
        return [f"{part.failed}: a fault of the program ({kind}), see the night's log"]
