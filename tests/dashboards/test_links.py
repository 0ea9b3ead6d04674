"""Ways from a row to the dashboard that is filtered to it."""

from __future__ import annotations

import re
from urllib.parse import unquote

import duckdb
import pytest

from bi.compiler.form import load_form
from bi.compiler.links import LinkInvalidError, link_sql
from bi.compiler.parts import Link
from bi.compiler.words import Words

TEXT = Words("Look inside", "التفاصيل")


def address(language: str, name: str, link: Link | None = None) -> str:
    """Return the address that a row of the headline leads to, decoded."""
    form = load_form()
    link = link or Link("entity-finance", {"finance-entity": "entity"}, TEXT)
    here = form.datasets["finance_headline"]
    sql = link_sql(link, here, form.dashboards, form.datasets, language)
    with duckdb.connect() as connection:
        connection.execute("create table t (entity_name_en text, entity_name_ar text)")
        connection.execute("insert into t values (?, ?)", [name, name])
        html = connection.execute(f"select {sql} from t").fetchone()[0]
    [href] = re.findall(r'<a href="([^"]*)">', html)
    assert re.fullmatch(r"[\w/?=%.~-]+", href), "nothing that ends the attribute or the address"
    return unquote(href)


def test_row_leads_to_its_entity_in_the_language_of_the_page():
    assert address("en", "Roads").startswith(
        "/superset/dashboard/entity-finance/?native_filters=(NATIVE_FILTER-finance-entity:"
    )
    arabic = address("ar", "الطرق")
    assert arabic.startswith("/superset/dashboard/entity-finance-ar/?native_filters=")
    assert "NATIVE_FILTER-finance-entity_ar" in arabic
    assert "(col:entity_name_ar,op:IN,val:!('الطرق'))" in arabic


def test_filter_is_whole_rison_whatever_the_name_holds():
    found = address("en", "It's 100% \"done\" & <b>!')")
    assert "val:!('It!'s 100% \"done\" & <b>!!!')')" in found
    assert found.count("(") - found.count(")") == -3, "the name's own, three times"


@pytest.mark.parametrize(
    "link",
    [
        Link("nowhere", {"finance-entity": "entity"}, TEXT),
        Link("entity-finance", {"government-entity": "entity"}, TEXT),
        Link("entity-finance", {"finance-entity": "ministry"}, TEXT),
    ],
)
def test_link_that_leads_nowhere_is_refused(link):
    with pytest.raises(LinkInvalidError, match="unknown"):
        address("en", "Roads", link)
