"""Compares recorded use with the allow-list: `python -m erp_app.guards.generate RECORD...`

Prints what was used but is not listed (with the roles that used it) and what is listed but was
never used, as YAML to paste after review. It refuses to edit the list itself: a person does.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import yaml

from erp_app.guards.policy import AllowList, load_allow_list

ALLOW_LIST_PATH = Path(__file__).with_name("allowed.yml")


def read_records(paths: Iterable[str]) -> list[dict]:
    """Returns one dict per recorded request, as `recording.record_act` wrote it."""
    lines = (line for path in paths for line in Path(path).read_text("utf-8").splitlines())
    return [json.loads(line) for line in lines if line.strip()]


def propose_additions(records: list[dict], allow_list: AllowList) -> dict:
    """Returns {kind: {entry: [roles]}} for every recorded request that the list refuses."""
    missing: dict[str, dict[str, set]] = defaultdict(lambda: defaultdict(set))
    for record in records:
        if record["refusal"]:
            kind = f"{record['kind']} ({record['refusal']})"
            entry = " ".join(filter(None, [record["target"], record["right"], record["doctype"]]))
            known = [role for role in record["roles"] if role in allow_list.policies]
            missing[kind][entry].update(known)
    return {
        kind: {entry: sorted(roles) for entry, roles in sorted(entries.items())}
        for kind, entries in sorted(missing.items())
    }


def find_unused_methods(records: list[dict], allow_list: AllowList) -> list[str]:
    """Returns the listed methods that nobody called while recording: candidates to prune."""
    listed = set()
    for policy in allow_list.policies.values():
        listed |= policy.get | policy.post
    return sorted(listed - {record["target"] for record in records})


def main(paths: list[str]) -> int:
    allow_list = load_allow_list(ALLOW_LIST_PATH.read_text("utf-8"))
    records = read_records(paths)
    report = {
        "used_but_not_listed": propose_additions(records, allow_list),
        "listed_but_not_used": find_unused_methods(records, allow_list),
    }
    print(yaml.safe_dump(report, sort_keys=False, allow_unicode=True))
    return 1 if report["used_but_not_listed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
