"""The allow-list: read from YAML, checked, compiled into sets and schemas, asked about one act.

Owns the meaning of `allowed.yml`. Refuses a list that names an unknown group or right, or that
allows what `never` forbids. Nothing here imports Frappe, so it is tested without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from erp_app.domain.findings import _
from erp_app.guards.acts import Act, ActKind
from erp_app.guards.arguments import Schema, load_schemas
from erp_app.guards.policy import (
    NO_REFUSAL,
    RIGHTS,
    AllowListInvalidError,
    Policy,
    Refusal,
    merge_policies,
)

GROUP_KEYS = frozenset({"why", "get", "post", "documents", "document_methods", "routes", "files"})
# Schemas of what is no method: lists, single documents and printed pages.
LIST, DOCUMENT, PRINT = "GET /api/resource/*", "GET /api/resource/*/*", "GET /printview"


@dataclass(frozen=True, slots=True)
class AllowList:
    """The whole compiled file: `policies` by role, `schemas` of arguments by method."""

    policies: Mapping[str, Policy]
    schemas: Mapping[str, Schema]

    def policy_for(self, roles: Iterable[str]) -> Policy:
        """Return the union of what each role may do; unknown roles add nothing."""
        return merge_policies([self.policies[role] for role in roles if role in self.policies])

    def find_refusal(self, policy: Policy, act: Act, form: Mapping) -> Refusal:
        """Return why the act is refused, empty when every part of it is on the list."""
        if refusal := _find_act_refusal(policy, act):
            return refusal
        schema = self.schema_of(act)
        return NO_REFUSAL if schema is None else schema.find_fault(policy, form)

    def schema_of(self, act: Act) -> Schema | None:
        """Return what the act's arguments must look like; None for a page, a file, and a document
        that is written, which is read elsewhere."""
        match act.kind:
            case ActKind.METHOD:
                return self.schemas[act.target]
            case ActKind.DOCUMENT if act.right == "read":
                return self.schemas[DOCUMENT if act.name else LIST]
            case ActKind.ROUTE if act.target == "/printview":
                return self.schemas[PRINT]
        return None


def _find_act_refusal(policy: Policy, act: Act) -> Refusal:
    match act.kind:
        case ActKind.PREFLIGHT:
            return NO_REFUSAL
        case ActKind.METHOD:
            return _find_method_refusal(policy, act)
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


def _find_method_refusal(policy: Policy, act: Act) -> Refusal:
    if act.target in policy.post:
        if act.verb in ("POST", "PUT", "DELETE", "PATCH"):
            return NO_REFUSAL
        return Refusal(_("this method changes data and cannot be called by following a link"))
    if act.target in policy.get:
        return NO_REFUSAL
    return Refusal(_("this method is not on the list"))


def _has_route(policy: Policy, path: str) -> bool:
    return path in policy.routes or path.startswith(policy.route_prefixes)


def load_allow_list(text: str, arguments: str) -> AllowList:
    """Return the compiled allow-list. arguments: the text of arguments.yml.

    Raises: AllowListInvalidError when a text contradicts itself, or a method has no schema.
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
    schemas = load_schemas(arguments)
    listed = frozenset().union(*(policy.get | policy.post for policy in policies.values()))
    if unknown := sorted(listed - schemas.keys()):
        raise AllowListInvalidError("arguments.yml", f"no schema of {', '.join(unknown)}")
    return AllowList(policies, schemas)


def _compile_group(name: str, group: Mapping, never: tuple[str, ...]) -> Policy:
    if unknown := set(group) - GROUP_KEYS:
        raise AllowListInvalidError(f"group {name}", f"unknown keys {sorted(unknown)}")
    methods = [*group.get("get", ()), *group.get("post", ())]
    if forbidden := [method for method in methods if method.startswith(never)]:
        raise AllowListInvalidError(f"group {name}", f"never allowed: {forbidden}")
    routes = group.get("routes", ())
    return Policy(
        get=frozenset(group.get("get", ())),
        post=frozenset(group.get("post", ())),
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
