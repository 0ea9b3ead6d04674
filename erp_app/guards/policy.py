"""What one set of roles may do, and how a refusal is said. Nothing here imports Frappe."""

from collections.abc import Mapping
from dataclasses import dataclass

RIGHTS = frozenset({"read", "create", "write", "delete"})
SAVE_RIGHTS = frozenset({"create", "write"})


class AllowListInvalidError(ValueError):
    """The allow-list contradicts itself; the text names the group and the entry."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"allowed.yml, {place}: {problem}")


NOT_ALLOWED, BAD_REQUEST = 403, 400


class Refusal(str):
    """Why an act is refused, in English; empty when it is not.

    template and values: the same in parts, so that the screen can translate it; a value may be a
    refusal itself. status: 403 for what is not allowed, 400 for what cannot be read.
    """

    __slots__ = ("status", "template", "values")

    def __new__(cls, template: str = "", *values: str, status: int = NOT_ALLOWED) -> "Refusal":
        refusal = super().__new__(cls, template.format(*values))
        refusal.template, refusal.values, refusal.status = template, values, status
        return refusal


NO_REFUSAL = Refusal()


@dataclass(frozen=True, slots=True)
class Policy:
    """What one set of roles may do.

    `get` methods take any verb, `post` methods only a writing verb. `documents` maps a DocType to
    rights.
    """

    get: frozenset[str]
    post: frozenset[str]
    documents: Mapping[str, frozenset[str]]
    document_methods: frozenset[str]
    routes: frozenset[str]
    route_prefixes: tuple[str, ...]
    files: bool


def merge_policies(policies: list[Policy]) -> Policy:
    """Return the union of several policies."""
    documents: dict[str, frozenset[str]] = {}
    for policy in policies:
        for doctype, rights in policy.documents.items():
            documents[doctype] = documents.get(doctype, frozenset()) | rights
    prefixes = {prefix for policy in policies for prefix in policy.route_prefixes}
    return Policy(
        get=frozenset().union(*(p.get for p in policies)),
        post=frozenset().union(*(p.post for p in policies)),
        documents=documents,
        document_methods=frozenset().union(*(p.document_methods for p in policies)),
        routes=frozenset().union(*(p.routes for p in policies)),
        route_prefixes=tuple(sorted(prefixes)),
        files=any(p.files for p in policies),
    )
