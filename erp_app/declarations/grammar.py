"""The grammar of a document's declaration, as types.

Owns what may be said and what must be. Refuses a word it does not know, so that a slip of the pen
is found when the file is read. Knows neither Frappe nor the contract's classes of privacy: those
are proved where the contract is written.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

ColumnKind = Literal["text", "code", "money", "date", "flag", "integer"]


class Declared(BaseModel):
    """What all parts of a declaration have in common: fixed once read, no unknown words."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Warehouse(Declared):
    """How the document's table leaves the ERP, or why it does not.

    rows: "One row per ..." of the lake; staged_rows: the same of the staging model where they
    differ; table: its name in the lake, the DocType's in small letters when None.
    """

    rows: str | None = Field(default=None, pattern=r"^One row per .+\.$")
    staged_rows: str | None = Field(default=None, pattern=r"^One row per .+\.$")
    table: str | None = None
    scope: Literal["entity", "hub"] = "entity"
    mode: Literal["append", "merge", "snapshot", "control"] | None = None
    watermark: str | None = None
    seal: str | None = None
    deletion: Literal["never", "absent"] | None = None
    not_taken: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Warehouse:
        if (self.mode is None) == (self.not_taken is None):
            raise ValueError("give either a mode or not_taken with the reason")
        if self.mode and not self.rows:
            raise ValueError("say in rows what a row is: One row per ...")
        return self


class FieldUse(Declared):
    """What happens to a field outside the ERP.

    privacy: class and treatment in the contract's words ("sensitive pseudonym"); column: its name
    in staging, None when it stops at the lake.
    """

    privacy: str
    column: str | None = None


class ImportColumn(Declared):
    """One column of an import: how its cells are read, and its heading in Arabic."""

    kind: ColumnKind
    required: bool = False
    arabic: str


class ImportKind(Declared):
    """How the document is imported from a file.

    kind: its name on the command line; adapter: the class that knows rules beyond the columns';
    key: the column that tells documents apart, needed when there is no adapter.
    """

    kind: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    adapter: str | None = None
    key: str | None = None
    columns: dict[str, ImportColumn]

    @model_validator(mode="after")
    def _adapter_or_key(self) -> ImportKind:
        if self.adapter is None and self.key not in self.columns:
            raise ValueError("without an adapter, key names the column that tells documents apart")
        return self


class ArabicTitle(Declared):
    """The field that heads the document in Arabic.

    travels: True when all titles go to the browser with an Arabic session, for links.
    """

    field: str
    travels: bool = False


class DeskLink(Declared):
    """A link to the document's list: in which group of which workspace, and after which others."""

    workspace: str
    group: str
    order: int


class Desk(Declared):
    """Where the Desk shows the document. list_columns: how many its list shows, 4 when None."""

    links: tuple[DeskLink, ...] = ()
    list_columns: int | None = None


class Sheet(Declared):
    """A whole declaration as its file holds it.

    descriptions: of staging columns, said here once for every table that has them; example: values
    of a document that the form takes.
    """

    warehouse: Warehouse
    fields: dict[str, FieldUse]
    descriptions: dict[str, str] = {}
    arabic_title: ArabicTitle | None = None
    desk: Desk = Desk()
    import_: ImportKind | None = Field(default=None, alias="import")
    example: dict[str, object] = {}

    @field_validator("fields", mode="before")
    @classmethod
    def _parse_fields(cls, lines: dict[str, object]) -> dict[str, FieldUse]:
        return {name: parse_field_use(str(line)) for name, line in lines.items()}

    @field_validator("descriptions")
    @classmethod
    def _sentences(cls, descriptions: dict[str, str]) -> dict[str, str]:
        for column, text in descriptions.items():
            if not text.strip().endswith("."):
                raise ValueError(f"the description of {column} is no sentence: {text!r}")
        return descriptions


def parse_field_use(line: str) -> FieldUse:
    """Return what "CLASS [TREATMENT] [key] [as COLUMN]" says.

    >>> parse_field_use("sensitive pseudonym as employee_key")
    FieldUse(privacy='sensitive pseudonym', column='employee_key')
    """
    privacy, _as, column = line.partition(" as ")
    return FieldUse(privacy=privacy.strip(), column=column.strip() or None)
