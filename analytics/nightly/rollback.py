"""Going back to an earlier build that is kept."""

from __future__ import annotations

from analytics.nightly.night import NightRunningError
from analytics.publish.verify import require_sound
from analytics.published.builds import before_current, point_to
from analytics.settings.places import Places
from ground.atomic_files import exclusive


def roll_back(places: Places, build_id: str | None = None) -> str:
    """Let readers see an earlier build, after proving it; return its id.

    build_id: None is the one before the current. The next night publishes on top as always.
    Raises: BuildMissingError, BuildUnsoundError, NightRunningError.
    """
    try:
        with exclusive(places.night_lock, wait=False):
            chosen = before_current(places) if build_id is None else build_id
            if chosen and (places.builds / chosen).is_dir():
                require_sound(places.builds / chosen)
            point_to(places, chosen)
            return chosen
    except BlockingIOError as error:
        raise NightRunningError("A night is running: wait for it to end.") from error
