"""The contract of contracts/erp_extract.yml as types: what may leave an entity, and how.

Owns the file's grammar and its rules of safety. Refuses a contract that would let a secret out.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_name("erp_extract.yml")


class ContractInvalidError(Exception):
    """The contract cannot be used; says where and why."""


class Kind(StrEnum):
    """Types of a column, as the contract names them."""

    TEXT = "text"
    INTEGER = "integer"
    FLAG = "flag"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"


class Sensitivity(StrEnum):
    """How much harm a value can do outside its entity, least first."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    SENSITIVE = "sensitive"
    SECRET = "secret"  # noqa: S105 - a class of data, not a password


class Treatment(StrEnum):
    """What happens to a value on its way out."""

    AS_IS = "as_is"
    PSEUDONYM = "pseudonym"
    PERSON = "person"
    YEAR = "year"
    WITHHELD = "withheld"


class Mode(StrEnum):
    """How a table is read again."""

    APPEND = "append"
    MERGE = "merge"
    SNAPSHOT = "snapshot"
    CONTROL = "control"


# The type a column has in the lake, by its kind. Money never passes through a float.
LAKE_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.FLAG: "BOOLEAN",
    Kind.MONEY: "DECIMAL(30,9)",
    Kind.NUMBER: "DOUBLE",
    Kind.DATE: "DATE",
    Kind.MOMENT: "TIMESTAMP",
}
_TREATED_TYPES = {
    Treatment.PSEUDONYM: "VARCHAR",
    Treatment.PERSON: "VARCHAR",
    Treatment.YEAR: "SMALLINT",
}
# A pseudonym of an entity is one in that entity alone; a person's is one in all of them.
_PSEUDONYMS = {Treatment.PSEUDONYM: "of the entity", Treatment.PERSON: "of the person"}


class Column(BaseModel):
    """One column of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Kind
    sensitivity: Sensitivity
    treatment: Treatment = Treatment.AS_IS
    is_key: bool = False

    @property
    def is_taken(self) -> bool:
        return self.treatment is not Treatment.WITHHELD

    @property
    def lake_type(self) -> str:
        """The DuckDB type of the column in the lake."""
        return _TREATED_TYPES.get(self.treatment, LAKE_TYPES[self.kind])

    @property
    def lake_form(self) -> str:
        """The type, and what a pseudonym is made of: values of another form are taken anew."""
        return f"{self.lake_type} {_PSEUDONYMS.get(self.treatment, '')}".strip()

    @model_validator(mode="after")
    def _harmless(self) -> Column:
        if self.sensitivity is Sensitivity.SECRET and self.is_taken:
            raise ValueError(f"{self.name} is secret: it must be withheld")
        if self.sensitivity is Sensitivity.SENSITIVE and self.treatment is Treatment.AS_IS:
            raise ValueError(f"{self.name} is sensitive: pseudonym, person, year or withheld")
        if self.treatment is Treatment.YEAR and self.kind is not Kind.DATE:
            raise ValueError(f"{self.name} is {self.kind}: only a date has a year")
        return self


class Table(BaseModel):
    """One DocType: taken with a mode, or not taken with a reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    doctype: str
    table: str
    scope: str = Field(pattern="^(entity|hub)$")
    mode: Mode | None = None
    watermark: str | None = None
    seal: str | None = None
    deletion: str | None = Field(default=None, pattern="^(never|absent)$")
    not_taken: str | None = None
    columns: tuple[Column, ...]

    @property
    def source_table(self) -> str:
        """Its name in the entity's database."""
        return f"tab{self.doctype}"

    @property
    def taken(self) -> tuple[Column, ...]:
        """Columns that reach the lake, in the contract's order."""
        return tuple(column for column in self.columns if column.is_taken)

    @property
    def key(self) -> Column:
        return next(column for column in self.columns if column.is_key)

    @model_validator(mode="after")
    def _whole(self) -> Table:
        if (self.mode is None) == (self.not_taken is None):
            raise ValueError(f"{self.doctype}: give either a mode or why it is not taken")
        if self.mode is None:
            return self
        if sum(column.is_key for column in self.columns) != 1 or not self.key.is_taken:
            raise ValueError(f"{self.doctype}: exactly one key, and it must be taken")
        if self.mode in (Mode.APPEND, Mode.MERGE):
            names = {column.name for column in self.taken}
            if self.watermark not in names:
                raise ValueError(f"{self.doctype}: mode {self.mode} needs a watermark it takes")
            if self.key.treatment is not Treatment.AS_IS:
                raise ValueError(f"{self.doctype}: mode {self.mode} compares keys as they are")
        if self.mode is Mode.APPEND and self.deletion != "never":
            raise ValueError(f"{self.doctype}: what is only appended is never deleted")
        return self


class Contract(BaseModel):
    """The whole contract. digest: SHA-256 of the file, 64 hex digits."""

    model_config = ConfigDict(frozen=True)

    version: int
    tables: tuple[Table, ...]
    digest: str

    def taken(self, scope: str) -> tuple[Table, ...]:
        """Return tables of a scope ("entity" or "hub") that are extracted."""
        return tuple(t for t in self.tables if t.scope == scope and t.mode is not None)

    def find(self, table: str) -> Table:
        """Return a table by its name in the lake. Raises: KeyError."""
        for one in self.tables:
            if one.table == table:
                return one
        raise KeyError(table)


def parse_column(name: str, text: str) -> Column:
    """Read "TYPE CLASS [TREATMENT...]". Raises: ValueError for an unknown word."""
    words = str(text).split()
    if len(words) < 2:
        raise ValueError(f"{name}: expected a type and a class, found '{text}'")
    kind, sensitivity, *more = words
    treatments = [word for word in more if word != "key"]
    if len(treatments) > 1:
        raise ValueError(f"{name}: more than one treatment in '{text}'")
    return Column(
        name=name,
        kind=Kind(kind),
        sensitivity=Sensitivity(sensitivity),
        treatment=Treatment(treatments[0]) if treatments else Treatment.AS_IS,
        is_key="key" in more,
    )


def _parse_table(doctype: str, facts: dict[str, Any]) -> Table:
    columns = tuple(parse_column(name, text) for name, text in facts["columns"].items())
    return Table(**{**facts, "doctype": doctype, "columns": columns})


def parse_contract(text: str) -> Contract:
    """Read a contract. Raises: ContractInvalidError naming the table."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ContractInvalidError(f"not YAML: {error}") from error
    tables = []
    for doctype, facts in content["tables"].items():
        try:
            tables.append(_parse_table(doctype, facts))
        except (ValueError, KeyError) as error:
            raise ContractInvalidError(f"{doctype}: {error}") from error
    names = [table.table for table in tables]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ContractInvalidError(f"table names used twice: {', '.join(sorted(twice))}")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Contract(version=content["version"], tables=tuple(tables), digest=digest)


@cache
def load_contract() -> Contract:
    """Return the project's contract."""
    return parse_contract(FILE.read_text(encoding="utf-8"))
