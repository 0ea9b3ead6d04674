"""Keeps the allow-list beside what our screens use.

`python -m erp_app.guards.generate RECORD...` prints what was used but is not listed (with the
roles that used it) and what is listed but was never used: a person edits the list.
The section `own_documents` follows from the permissions in our DocTypes' files: `./diwan declare`
writes it; nothing else of the list is touched.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import yaml

from erp_app.guards.allow_list import AllowList, load_allow_list

ALLOW_LIST_PATH = Path(__file__).with_name("allowed.yml")
APP_FOLDER = Path(__file__).parent.parent
OWN_SECTION = "own_documents:"
RIGHT_ORDER = ("read", "create", "write", "delete")
GRANT_TO_RIGHT = {
    "select": "read",
    "read": "read",
    "create": "create",
    "write": "write",
    "submit": "write",
    "cancel": "write",
    "amend": "create",
    "delete": "delete",
}


def read_records(paths: Iterable[str]) -> list[dict]:
    """Return one dict per recorded request, as `recording.record_act` wrote it."""
    lines = (line for path in paths for line in Path(path).read_text("utf-8").splitlines())
    return [json.loads(line) for line in lines if line.strip()]


def propose_additions(records: list[dict], allow_list: AllowList) -> dict:
    """Return {kind: {entry: [roles]}} for every recorded request that the list refuses."""
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
    """Return the listed methods that nobody called while recording: candidates to prune."""
    listed = set()
    for policy in allow_list.policies.values():
        listed |= policy.get | policy.post
    return sorted(listed - {record["target"] for record in records})


def list_own_documents(app_folder: Path = APP_FOLDER) -> dict[str, dict[str, str]]:
    """Return {role: {DocType: "read create write delete"}} as our DocTypes' files grant it."""
    granted: dict[str, dict[str, str]] = defaultdict(dict)
    for file in sorted(app_folder.glob("*/doctype/*/*.json")):
        doctype = json.loads(file.read_text("utf-8"))
        rights_by_role: dict[str, set] = defaultdict(set)
        for grant in doctype.get("permissions", []):
            rights_by_role[grant["role"]] |= _rights_of(grant)
        for role, rights in rights_by_role.items():
            granted[role][doctype["name"]] = " ".join(r for r in RIGHT_ORDER if r in rights)
            if rights & {"create", "write"}:
                # A link in a row looks up its documents in the name of the row's type.
                granted[role].update(dict.fromkeys(_list_row_types(doctype), "read"))
    return {role: dict(sorted(granted[role].items())) for role in sorted(granted)}


def _list_row_types(doctype: dict) -> list[str]:
    return [field["options"] for field in doctype["fields"] if field["fieldtype"] == "Table"]


def _rights_of(grant: dict) -> set[str]:
    """Return selecting is reading here; submitting, cancelling and amending are ways of writing."""
    held = {word for word, right in GRANT_TO_RIGHT.items() if grant.get(word)}
    return {GRANT_TO_RIGHT[word] for word in held} | {"read"}


def with_own_documents(text: str) -> str:
    """Return the list's text with the section of our own documents as their files have it."""
    head = text[: text.index(OWN_SECTION)]
    section = yaml.safe_dump(list_own_documents(), allow_unicode=True, sort_keys=True)
    body = "".join(f"  {line}\n" for line in section.splitlines())
    return f"{head}{OWN_SECTION}\n{body}"


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
