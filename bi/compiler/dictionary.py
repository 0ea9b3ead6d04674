"""docs/dictionary.md: every metric and dimension in both languages, every mart and its columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bi.compiler.form import load_form
from bi.compiler.marts import Mart, load_marts
from bi.compiler.parts import Dataset, Form, Metric

FILE = Path(__file__).parents[2] / "docs" / "dictionary.md"
_HEAD = """# Dictionary of metrics and columns

Written by `./diwan dashboards dictionary` from `dashboards/` and `dbt_project/`; a test fails when
it is not current. The page `dictionary.html` beside every build has lineage and tests as well.

- [Metrics](#metrics): the governed figures, as every tile computes them
- [Dimensions](#dimensions): what they are split by
- [Marts](#marts): the tables that readers may ask, in charts and in SQL Lab
- [Tables behind the marts](#tables-behind-the-marts): what those are made of, for the data team
"""
_OPEN = "Datasets of the dashboards. Who may use SQL Lab may ask them there, schema `marts`."
_CLOSED = (
    "No reader is granted these: people and masters one by one. A figure that needs them is"
    " a mart first."
)


def dictionary_text(form: Form, marts: dict[str, Mart]) -> str:
    """Return the whole document."""
    lines = [_HEAD, "## Metrics", ""]
    for dataset in form.datasets.values():
        lines += _metrics(dataset)
    lines += ["## Dimensions", ""]
    for dataset in form.datasets.values():
        lines += _dimensions(dataset)
    open_ones = {dataset.table for dataset in form.datasets.values()}
    lines += ["## Marts", "", _OPEN, ""]
    for mart in marts.values():
        lines += _mart(mart) if mart.name in open_ones else ()
    lines += ["## Tables behind the marts", "", _CLOSED, ""]
    for mart in marts.values():
        lines += _mart(mart) if mart.name not in open_ones else ()
    return "\n".join(lines).rstrip() + "\n"


def _metrics(dataset: Dataset) -> Iterator[str]:
    yield f"### {dataset.title.en} · {dataset.title.ar} (`{dataset.table}`)"
    yield ""
    yield f"{dataset.owner.en} · {dataset.owner.ar}"
    yield ""
    yield "| Name | Metric | العربية | Unit | Meaning | المعنى | Computed as | Owner |"
    yield "|---|---|---|---|---|---|---|---|"
    for metric in dataset.metrics.values():
        unit = f"{metric.unit.en} · {metric.unit.ar}" if metric.unit else ""
        cells = (metric.label.en, metric.label.ar, unit, metric.meaning.en, metric.meaning.ar)
        owner = "" if metric.owner == dataset.owner else f"{metric.owner.en} · {metric.owner.ar}"
        yield f"| `{metric.name}` | {' | '.join(cells)} | {_computed(metric)} | {owner} |"
    yield ""


def _computed(metric: Metric) -> str:
    """Return what a figure is made by: its SQL, a sentence's words, where a link leads."""
    if metric.said:
        return f"a sentence: {_cell(metric.said)}"
    if metric.link:
        return f"a link to the dashboard {metric.link.dashboard}"
    return " ".join(f"`{_cell(sql)}`" for sql in dict.fromkeys(metric.sql.values()))


def _dimensions(dataset: Dataset) -> Iterator[str]:
    yield f"### {dataset.title.en} · {dataset.title.ar}"
    yield ""
    yield "| Name | Dimension | العربية | Column |"
    yield "|---|---|---|---|"
    for one in dataset.dimensions.values():
        columns = ", ".join(f"`{_cell(sql)}`" for sql in dict.fromkeys(one.columns.values()))
        yield f"| `{one.name}` | {one.label.en} | {one.label.ar} | {columns} |"
    yield ""


def _mart(mart: Mart) -> Iterator[str]:
    yield f"### `{mart.name}`"
    yield ""
    yield f"{mart.description}"
    yield ""
    yield "| Column | Type | Meaning |"
    yield "|---|---|---|"
    for column in mart.columns.values():
        yield f"| `{column.name}` | {column.type} | {_cell(column.description)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write_dictionary() -> Path:
    """Write the document anew."""
    FILE.write_text(dictionary_text(load_form(), load_marts()), encoding="utf-8")
    return FILE
