"""dbt's sources, staging models and shared descriptions as the documents declare them.

Owns the files of dbt_project/models/staging/erp that belong to a document. Staging renames and
casts, nothing else; a model that has to do more is no staging model.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analytics.contracts.extraction import Kind, parse_column
from erp_app.declarations.reading import Declaration
from ops.declarations.contract import column_kinds
from ops.declarations.soundness import soundness
from ops.installation.instance import REPO

FOLDER = REPO / "dbt_project" / "models" / "staging" / "erp"
SOURCES, DESCRIPTIONS = FOLDER / "_documents.yml", FOLDER / "_documents.md"
# Names that an engine takes for words of its own. Each engine has its own marks around them:
# between the marks of one, another reads a text.
QUOTED = frozenset({"function", "parent", "position", "rank"})
_SOURCE = (
    '    description: "What the entities and the hub held when they were read, as the extraction'
    ' contract lets it out (analytics/contracts/erp_extract.yml)."'
)
WRITTEN_BY = "Written by ./diwan declare from erp_app/*/doctype/*/*.yml."


def staging_files(declarations: dict[str, Declaration]) -> dict[Path, str]:
    """Return {file: text} of all sources, models and descriptions that documents declare."""
    taken = [one for one in declarations.values() if one.sheet.warehouse.mode]
    staged = [one for one in taken if _columns(one)]
    files = {SOURCES: _sources_text(taken), DESCRIPTIONS: _descriptions_text(staged)}
    for one in staged:
        model = FOLDER / f"stg_erp__{one.table}.sql"
        files[model] = _model_text(one)
        files[model.with_suffix(".yml")] = _model_yaml(one, staged)
    return files


def _columns(one: Declaration) -> dict[str, str]:
    """Return {field: column} of what reaches staging, the entity's code before."""
    declared = {name: use.column for name, use in one.sheet.fields.items() if use.column}
    if one.sheet.warehouse.scope == "entity" and declared:
        return {"entity": "entity_code", **declared}
    return declared


def _sources_text(taken: list[Declaration]) -> str:
    lines = [
        f"# {WRITTEN_BY}",
        "version: 2",
        "sources:",
        "  - name: erp",
        _SOURCE,
        "    schema: raw",
    ]
    lines.append("    tables:")
    for one in taken:
        lines.append(f"      - name: {one.table}")
        lines.append(f'        description: "{one.sheet.warehouse.rows}"')
    return "\n".join(lines) + "\n"


def _model_text(one: Declaration) -> str:
    kinds = column_kinds(one)
    columns = [_expression(name, column, kinds) for name, column in _columns(one).items()]
    listed = ",\n".join(f"    {column}" for column in columns)
    return f"select\n{listed}\nfrom {{{{ source('erp', '{one.table}') }}}}\n"


def _expression(name: str, column: str, kinds: dict[str, Kind]) -> str:
    if kinds.get(name) is Kind.MONEY:
        return f"{{{{ money('{name}') }}}} as {column}"
    source = f"{{{{ adapter.quote('{name}') }}}}" if name in QUOTED else name
    return source if source == column else f"{source} as {column}"


def _model_yaml(one: Declaration, staged: list[Declaration]) -> str:
    rows = one.sheet.warehouse.staged_rows or one.sheet.warehouse.rows
    lines = [f"# {WRITTEN_BY}", "version: 2", "models:", f"  - name: stg_erp__{one.table}"]
    lines += [f'    description: "{rows}"', *soundness(one, staged), "    columns:"]
    for column in _columns(one).values():
        lines.append(f"      - name: {column}")
        lines.append(f"        description: \"{{{{ doc('{column}') }}}}\"")
    return "\n".join(lines) + "\n"


def _descriptions_text(staged: list[Declaration]) -> str:
    """Return a block per described column, in order of the alphabet."""
    said = {name: text for one in staged for name, text in one.sheet.descriptions.items()}
    blocks = [f"{{% docs {name} %}}{text}{{% enddocs %}}" for name, text in sorted(said.items())]
    return f"{{# {WRITTEN_BY} #}}\n\n" + "\n\n".join(blocks) + "\n"


def check_columns(declarations: dict[str, Declaration]) -> list[str]:
    """Return what is wrong with columns and their descriptions, one sentence each."""
    staged = [one for one in declarations.values() if one.sheet.warehouse.mode]
    used = {column for one in staged for column in _columns(one).values()}
    described: dict[str, str] = {}
    findings = []
    for one in declarations.values():
        findings += _check_withheld(one)
        for column in one.sheet.descriptions:
            if column not in used:
                findings.append(f"{one.file.name} describes {column}, which no model has")
            if column in described:
                findings.append(f"{column} is described by {described[column]} and {one.name}")
            described[column] = one.name
    return findings + [
        f"{column} is not described: say in one declaration what it is"
        for column in sorted(used - set(described))
    ]


def _check_withheld(one: Declaration) -> Iterator[str]:
    kinds = column_kinds(one)
    for name, use in one.sheet.fields.items():
        if not use.column or name not in kinds:
            continue
        if not one.sheet.warehouse.mode:
            yield f"{one.file.name}: {name} has a column, but {one.name} is not taken"
        elif not parse_column(name, f"{kinds[name]} {use.privacy}").is_taken:
            yield f"{one.file.name}: {name} is withheld and cannot be the column {use.column}"
