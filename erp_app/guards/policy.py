"""The allow-list as data: read from YAML, checked, compiled into sets, asked about one act.

Owns the meaning of `allowed.yml`. Refuses a list that names an unknown group or right, or that
allows what `never` forbids. Nothing here imports Frappe, so it is tested without it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from erp_app.domain.findings import _
from erp_app.guards.acts import Act, ActKind, doctype_of

RIGHTS = frozenset({"read", "create", "write", "delete"})
SAVE_RIGHTS = frozenset({"create", "write"})
GROUP_KEYS = frozenset(
    {"why", "get", "post", "queries", "documents", "document_methods", "routes", "files"}
)


class AllowListInvalidError(ValueError):
    """The allow-list contradicts itself; the text names the group and the entry."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"allowed.yml, {place}: {problem}")


class Refusal(str):
    """Why an act is refused, in English; empty when it is not.

    template and values: the same in parts, so that the screen can translate it.
    """

    __slots__ = ("template", "values")

    def __new__(cls, template: str = "", *values: str) -> "Refusal":
        refusal = super().__new__(cls, template.format(*values))
        refusal.template, refusal.values = template, values
        return refusal


NO_REFUSAL = Refusal()


@dataclass(frozen=True, slots=True)
class Policy:
    """What one set of roles may do.

    `get` methods take any verb, `post` methods only a writing verb. `documents` maps a DocType to
    rights. `queries` are functions that another method may be told to call.
    """

    get: frozenset[str]
    post: frozenset[str]
    queries: frozenset[str]
    documents: Mapping[str, frozenset[str]]
    document_methods: frozenset[str]
    routes: frozenset[str]
    route_prefixes: tuple[str, ...]
    files: bool


@dataclass(frozen=True, slots=True)
class AllowList:
    """The whole compiled file: `policies` by role, and how to look inside a method's arguments."""

    policies: Mapping[str, Policy]
    nested_arguments: Mapping[str, tuple[str, ...]]
    doctype_arguments: Mapping[str, Mapping[str, str]]
    document_arguments: Mapping[str, Mapping[str, str]]
    argument_shapes: Mapping[str, re.Pattern]

    def policy_for(self, roles: Iterable[str]) -> Policy:
        """Return the union of what each role may do; unknown roles add nothing."""
        return merge_policies([self.policies[role] for role in roles if role in self.policies])

    def find_refusal(self, policy: Policy, act: Act, form: Mapping) -> Refusal:
        """Return why the act is refused, empty when every part of it is on the list."""
        for argument in self.argument_shapes.keys() & form.keys():
            if not self._has_shape(argument, form[argument]):
                return Refusal(_("the text in '{0}' is not of the kind it may hold"), argument)
        match act.kind:
            case ActKind.PREFLIGHT:
                return NO_REFUSAL
            case ActKind.METHOD:
                return self._find_method_refusal(policy, act, form)
            case ActKind.DOCUMENT:
                allowed = act.right in policy.documents.get(act.target, ())
                text = _("{0} is not allowed on this document type")
                return NO_REFUSAL if allowed else Refusal(text, act.right)
            case ActKind.DOCUMENT_METHOD:
                allowed = act.target in policy.document_methods
                text = _("this document method is not on the list")
                return NO_REFUSAL if allowed else Refusal(text)
            case ActKind.ROUTE:
                allowed = _has_route(policy, act.target)
                return NO_REFUSAL if allowed else Refusal(_("this page is not on the list"))
            case ActKind.FILE:
                return NO_REFUSAL if policy.files else Refusal(_("files need a signed-in user"))
        return Refusal(_("this kind of request is not on the list"))

    def _has_shape(self, argument: str, value: object) -> bool:
        if value is None:
            return True
        return bool(self.argument_shapes[argument].fullmatch(str(value)))

    def _find_method_refusal(self, policy: Policy, act: Act, form: Mapping) -> Refusal:
        if act.target in policy.post:
            if act.verb not in ("POST", "PUT", "DELETE", "PATCH"):
                return Refusal(
                    _("this method changes data and cannot be called by following a link")
                )
        elif act.target not in policy.get:
            return Refusal(_("this method is not on the list"))
        for argument in self.nested_arguments.get(act.target, ()):
            if (nested := form.get(argument)) and not _is_query(policy, nested):
                return Refusal(_("the function named in '{0}' is not on the list"), argument)
        return self._find_document_refusal(policy, act.target, form)

    def _find_document_refusal(self, policy: Policy, method: str, form: Mapping) -> Refusal:
        text = _("{0} is not allowed on the document type in '{1}'")
        for argument, right in self.doctype_arguments.get(method, {}).items():
            if argument in form and not _has_right(policy, form[argument], right):
                return Refusal(text, right, argument)
        for argument, right in self.document_arguments.get(method, {}).items():
            # Printing takes a document or just the name of its type in the same argument.
            doctype = doctype_of(form.get(argument)) or form.get(argument)
            if argument in form and not _has_right(policy, doctype, right):
                return Refusal(text, right, argument)
        return NO_REFUSAL


def _is_query(policy: Policy, nested: object) -> bool:
    return isinstance(nested, str) and nested in policy.queries


def _has_right(policy: Policy, doctype: object, right: str) -> bool:
    if not isinstance(doctype, str):
        return False
    held = policy.documents.get(doctype, frozenset())
    return not held.isdisjoint(SAVE_RIGHTS) if right == "save" else right in held


def _has_route(policy: Policy, path: str) -> bool:
    return path in policy.routes or path.startswith(policy.route_prefixes)


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
        queries=frozenset().union(*(p.queries for p in policies)),
        documents=documents,
        document_methods=frozenset().union(*(p.document_methods for p in policies)),
        routes=frozenset().union(*(p.routes for p in policies)),
        route_prefixes=tuple(sorted(prefixes)),
        files=any(p.files for p in policies),
    )


def load_allow_list(text: str) -> AllowList:
    """Return the compiled allow-list.

    Raises: AllowListInvalidError when the text contradicts itself.
    """
    source = yaml.safe_load(text)
    groups = source["groups"]
    never = tuple(source["never"])
    compiled = {name: _compile_group(name, group, never) for name, group in groups.items()}
    policies = {}
    for role, names in source["roles"].items():
        if unknown := [name for name in names if name not in compiled]:
            raise AllowListInvalidError(f"role {role}", f"unknown groups {unknown}")
        own = {"documents": source["own_documents"].get(role) or {}}
        policies[role] = merge_policies(
            [*(compiled[name] for name in names), _compile_group(f"own {role}", own, never)]
        )
    return AllowList(
        policies=policies,
        nested_arguments={m: tuple(a) for m, a in source["nested_arguments"].items()},
        doctype_arguments=source["doctype_arguments"],
        document_arguments=source["document_arguments"],
        argument_shapes={
            name: re.compile(shape, re.ASCII) for name, shape in source["argument_shapes"].items()
        },
    )


def _compile_group(name: str, group: Mapping, never: tuple[str, ...]) -> Policy:
    if unknown := set(group) - GROUP_KEYS:
        raise AllowListInvalidError(f"group {name}", f"unknown keys {sorted(unknown)}")
    methods = [*group.get("get", ()), *group.get("post", ()), *group.get("queries", ())]
    if forbidden := [method for method in methods if method.startswith(never)]:
        raise AllowListInvalidError(f"group {name}", f"never allowed: {forbidden}")
    routes = group.get("routes", ())
    return Policy(
        get=frozenset(group.get("get", ())),
        post=frozenset(group.get("post", ())),
        queries=frozenset(group.get("queries", ())),
        documents=_compile_documents(name, group.get("documents", {})),
        document_methods=frozenset(group.get("document_methods", ())),
        routes=frozenset(route for route in routes if not route.endswith("*")),
        route_prefixes=tuple(route[:-1] for route in routes if route.endswith("*")),
        files=bool(group.get("files")),
    )


def _compile_documents(name: str, documents: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return "DocType: read write" as sets of rights; a right implies reading."""
    compiled = {}
    for doctype, words in documents.items():
        rights = frozenset(words.split())
        if unknown := rights - RIGHTS:
            raise AllowListInvalidError(f"group {name}, {doctype}", f"unknown {sorted(unknown)}")
        compiled[doctype] = rights | {"read"}
    return compiled
