"""A sentence on every page while the last night has brought nothing: figures are older than usual.

Owns that sentence in both languages. A night that publishes nothing leaves no trace in the marts
that readers see, so that it is read from the night's own record, which the build does not hold.
Refuses to guess: without a record that can be read there is no notice.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NOTHING_CAME = ("not published", "killed")
SENTENCES = {
    "en": "The night of {day} did not bring new figures: what is shown is older. "
    "The data team has been told.",
    "ar": "لم تأتِ ليلة {day} بأرقام جديدة: المعروض أقدم من ذلك. أُبلغ فريق البيانات.",
}


def night_notice(warehouse: Path, language: str) -> str:
    """Return the sentence for now, "" when the last night that ended published.

    warehouse: the folder that holds runs/<run_id>.json; language: "en" or "ar".
    """
    for file in sorted((warehouse / "runs").glob("*.json"), reverse=True):
        record = _read(file)
        if record.get("result") == "running":
            continue  # the one before it is what readers live with
        if record.get("result") in NOTHING_CAME:
            day = str(record.get("started_at", ""))[:10]
            return SENTENCES.get(language, SENTENCES["en"]).format(day=day)
        return ""
    return ""


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
