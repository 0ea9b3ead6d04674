"""Schemas of arguments: what each listed method may be told, compiled from arguments.yml.

Owns the reading of the file and the verdict on one request. An argument that is not in the schema,
one that is missing, and one that is not of its kind are refused before anything runs. Nothing here
imports Frappe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    create_model,
)

from erp_app.domain.findings import RuleError, _
from erp_app.guards.kinds import HANDED_ON, Check, NotListedError, as_handed_on, make_check
from erp_app.guards.policy import (
    BAD_REQUEST,
    NO_REFUSAL,
    NOT_ALLOWED,
    AllowListInvalidError,
    Policy,
    Refusal,
)

# What the framework itself takes from every request.
OF_EVERY_REQUEST = frozenset({"cmd", "csrf_token", "_", "_lang"})
ANY_FIELD = "*"  # in a schema: the fields of a document stand among the arguments
# Kinds that take long to read and come again and again as they are: the lists of a screen.
REMEMBERED = frozenset({"column", "doctype", "fields", "filters", "group", "order"})
REMEMBERED_LENGTH_MAX, REMEMBERED_MAX = 1000, 100  # of a text; of a method's texts, by roles


@dataclass(frozen=True)
class Schema:
    """The arguments of one method. checks: by name; required: names that must be there; dropped:
    names that are thrown away; documents: names that hold whole documents; changes: names that hold
    what a stored document is changed to; kinds: by name; is_open: True when others may come beside
    them; passed: by the identity of a policy, that policy and the (name, text) it has let pass."""

    method: str
    checks: Mapping[str, Check]
    required: frozenset[str]
    dropped: frozenset[str]
    documents: frozenset[str]
    changes: frozenset[str]
    kinds: Mapping[str, str]
    is_open: bool
    passed: dict[int, tuple[Policy, set[tuple[str, str]]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @cached_property
    def model(self) -> type[BaseModel]:
        """The schema as a model; made when the method is first called."""
        fields: dict[str, Any] = {
            f"argument_{number}": (
                Annotated[Any, BeforeValidator(_with_policy(check)), Field(alias=name)],
                ... if name in self.required else None,
            )
            for number, (name, check) in enumerate(self.checks.items())
        }
        extra = ConfigDict(extra="ignore" if self.is_open else "forbid")
        return create_model(self.method, __config__=extra, **fields)

    def find_fault(self, policy: Policy, form: Mapping[str, Any]) -> Refusal:
        """Return why the arguments are refused, with its status; NO_REFUSAL when in order."""
        given = {
            name: value
            for name, value in form.items()
            if name not in OF_EVERY_REQUEST
            and value is not None
            and (value != "" or name in self.required)
        }
        if self._is_sound(policy, given):
            return NO_REFUSAL
        try:
            self.model.model_validate(given, context=policy)
        except ValidationError as error:
            return _refusal(error)
        return NO_REFUSAL

    def _is_sound(self, policy: Policy, given: Mapping[str, Any]) -> bool:
        """Tell whether every argument passes, without saying which does not: the model's verdict at
        a third of its time, and a text that has passed for these roles is not read again."""
        if not self.required <= given.keys():
            return False
        passed = self._passed(policy)
        for name, value in given.items():
            if value.__class__ is str and (name, value) in passed:
                continue
            check = self.checks.get(name)
            if check is None:
                if self.is_open:
                    continue
                return False
            try:
                check(value, policy)
            except RuleError:
                return False
            self._remember(passed, name, value)
        return True

    def _passed(self, policy: Policy) -> set[tuple[str, str]]:
        """Return what these roles' policy has let pass. It is kept with the policy itself, so that
        no other one is taken for it."""
        known = self.passed.get(id(policy))
        if known is None or known[0] is not policy:
            known = self.passed[id(policy)] = (policy, set())
        return known[1]

    def _remember(self, passed: set[tuple[str, str]], name: str, value: Any) -> None:
        if self.kinds[name] not in REMEMBERED or value.__class__ is not str:
            return
        if len(value) <= REMEMBERED_LENGTH_MAX:
            if len(passed) >= REMEMBERED_MAX:
                passed.clear()
            passed.add((name, value))

    def settle(self, form: dict[str, Any]) -> None:
        """Throw away the arguments that the Desk sends and nothing here may look at; leave the
        others in the types that methods expect."""
        for name in tuple(form):
            if name in self.dropped:
                del form[name]
                continue
            value, kind = form[name], self.kinds.get(name)
            if kind in HANDED_ON and value is not None and value != "":
                form[name] = as_handed_on(kind, value)


def load_schemas(text: str) -> dict[str, Schema]:
    """Return the schema of every method in the file. Raises: AllowListInvalidError."""
    return {method: _schema(method, found or {}) for method, found in yaml.safe_load(text).items()}


def _schema(method: str, found: Mapping[str, str]) -> Schema:
    checks = {name: _check(method, name, words) for name, words in found.items()}
    is_open = checks.pop(ANY_FIELD, None) is not None
    required = frozenset(name for name, words in found.items() if words.endswith("!"))
    dropped = frozenset(name for name, words in found.items() if words == "dropped")
    documents = _of_kinds(found, "document", "documents", "doctype-or-document")
    changes = _of_kinds(found, "values")
    kinds = {name: words.split()[0].rstrip("!") for name, words in found.items()}
    return Schema(method, checks, required, dropped, documents, changes, kinds, is_open)


def _of_kinds(found: Mapping[str, str], *kinds: str) -> frozenset[str]:
    """Return the arguments of these kinds."""
    return frozenset(n for n, words in found.items() if words.split()[0].rstrip("!") in kinds)


def _check(method: str, name: str, words: str) -> Check:
    """Return the check of "kind words!"."""
    kind, _space, rest = words.removesuffix("!").partition(" ")
    try:
        return make_check(kind, rest)
    except KeyError:
        raise AllowListInvalidError(f"{method}, {name}", f"unknown kind '{kind}'") from None


def _with_policy(check: Check) -> Any:
    def validate(value: Any, info: ValidationInfo) -> Any:
        check(value, info.context)
        return value

    return validate


def _refusal(error: ValidationError) -> Refusal:
    """Return the first fault in parts that the screen can translate."""
    found = error.errors(include_url=False, include_input=False)[0]
    name = str(found["loc"][0])[:80]
    if found["type"] == "extra_forbidden":
        return Refusal(_("there is no argument '{0}'"), name, status=BAD_REQUEST)
    if found["type"] == "missing":
        return Refusal(_("the argument '{0}' is missing"), name, status=BAD_REQUEST)
    broken = found["ctx"]["error"]
    assert isinstance(broken, RuleError)
    status = NOT_ALLOWED if isinstance(broken, NotListedError) else BAD_REQUEST
    said = Refusal(broken.template, *map(str, broken.values))
    return Refusal(_("argument '{0}': {1}"), name, said, status=status)
