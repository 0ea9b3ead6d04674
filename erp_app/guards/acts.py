"""What a web request is about to do, read exactly as the framework's dispatcher will read it.

Owns the translation of (verb, path, form) into one `Act`. Refuses to guess: whatever it cannot
read becomes an act of kind UNKNOWN, which no policy allows. Standard library only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class ActKind(StrEnum):
    PREFLIGHT = "Preflight"
    METHOD = "Method"
    DOCUMENT_METHOD = "Document Method"
    DOCUMENT = "Document"
    FILE = "File"
    BACKUP = "Backup"
    ROUTE = "Route"
    UNKNOWN = "Unknown"


RIGHT_OF_VERB = {
    "GET": "read",
    "HEAD": "read",
    "POST": "create",
    "PUT": "write",
    "PATCH": "write",
    "DELETE": "delete",
}
PATHS_KEPT = 500
DOCUMENT_METHOD_RUNNERS = frozenset({"run_doc_method", "runserverobj"})


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a request asks for.

    `target` is the method, DocType, "DocType.method" or path; `right` is read, create, write or
    delete when the act is on a document; `verb` is the HTTP method; `name` is the document's, ""
    for a list and a new one.
    """

    kind: ActKind
    target: str
    verb: str
    right: str = ""
    name: str = ""


def read_act(verb: str, path: str, form: Mapping) -> Act:
    """Return the act the dispatcher will perform for this request.

    The order is the dispatcher's own: a `cmd` wins over the path, whatever the path says.
    """
    if verb == "OPTIONS":
        return Act(ActKind.PREFLIGHT, path, verb)
    if command := form.get("cmd"):
        return _read_method(command, verb, form)
    if path.startswith("/api/"):
        return _plain_method(verb, path) or _read_api(verb, path, form)
    if path.startswith("/backups"):
        return Act(ActKind.BACKUP, path, verb)
    if path.startswith("/private/files/"):
        return Act(ActKind.FILE, path, verb)
    return Act(ActKind.ROUTE, path, verb)


@lru_cache(maxsize=PATHS_KEPT)
def _plain_method(verb: str, path: str) -> Act | None:
    """Return the method that a path names whatever comes with it; None when its arguments count."""
    act = _read_api(verb, path, {})
    return act if act.kind is ActKind.METHOD else None


def _read_api(verb: str, path: str, form: Mapping) -> Act:
    parts = path[1:].split("/", 3)
    if len(parts) > 2 and parts[1] == "v1":
        parts = ["api", *path[1:].split("/", 4)[2:]]
    parts += [""] * (4 - len(parts))
    _, call, target, name = parts
    if call == "method" and target:
        return _read_method(target, verb, form)
    if call == "resource" and target:
        return _read_resource(target, name.strip("/"), verb, form)
    return Act(ActKind.UNKNOWN, path, verb)


def _read_method(command: object, verb: str, form: Mapping) -> Act:
    if not isinstance(command, str):
        return Act(ActKind.UNKNOWN, str(command)[:140], verb)
    if command not in DOCUMENT_METHOD_RUNNERS:
        return Act(ActKind.METHOD, command, verb)
    doctype = form.get("dt") or doctype_of(form.get("docs"))
    method = form.get("method")
    if not (isinstance(doctype, str) and isinstance(method, str)):
        return Act(ActKind.UNKNOWN, command, verb)
    return Act(ActKind.DOCUMENT_METHOD, f"{doctype}.{method}", verb)


def _read_resource(doctype: str, name: str, verb: str, form: Mapping) -> Act:
    if "run_method" in form:
        return Act(ActKind.DOCUMENT_METHOD, f"{doctype}.{form['run_method']}", verb)
    right = RIGHT_OF_VERB.get(verb)
    if right is None or (right == "create" and name):
        return Act(ActKind.UNKNOWN, f"{verb} {doctype}", verb)
    return Act(ActKind.DOCUMENT, doctype, verb, right, name)


def doctype_of(document: object) -> str | None:
    """Return the DocType inside a document given as JSON text or as a mapping; None if unreadable.

    A list answers only when all its documents have one DocType.
    """
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return None
    if isinstance(document, list) and document:
        names = {doctype_of(row) for row in document if isinstance(row, Mapping)}
        return names.pop() if len(names) == 1 and len(document) else None
    if isinstance(document, Mapping):
        doctype = document.get("doctype")
        return doctype if isinstance(doctype, str) else None
    return None


def is_safe_redirect(target: object) -> bool:
    """Return True for a path on this site; False for another host, a scheme, or text that hides
    one.

    >>> is_safe_redirect("/app/journal?x=1"), is_safe_redirect("//evil.example")
    (True, False)
    """
    if not isinstance(target, str):
        return False
    if not target:
        return True
    if any(ord(character) < 33 for character in target) or "\\" in target:
        return False
    if target.startswith("/"):
        return not target.startswith("//")
    return target.replace("-", "").replace("_", "").isalnum()
