"""Fields, orders and groups: what is a name is read, everything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.columns import (
    EVERY_COLUMN,
    Column,
    Selected,
    read_column,
    read_fields,
    read_group,
    read_order,
    read_selected,
)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("name", Column("name")),
        ("`name`", Column("name")),
        ("_user_tags", Column("_user_tags")),
        ("tabJournal.name", Column("name", "Journal")),
        ("`tabJournal Line`.`account`", Column("account", "Journal Line")),
        ("`tabJournal Line`.account", Column("account", "Journal Line")),
        ("lines.account", Column("account", through="lines")),
        (" name ", Column("name")),
    ],
)
def test_columns_in_the_forms_of_the_base(text, column):
    assert read_column(text) == column


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("*", EVERY_COLUMN),
        ("name as value", Selected(Column("name"), alias="value")),
        ("name AS `value`", Selected(Column("name"), alias="value")),
        ("count(*) as n", Selected(None, "count", alias="n")),
        ("COUNT(name)", Selected(Column("name"), "count")),
        ("count(distinct `tabJournal`.`name`) as n",
         Selected(Column("name", "Journal"), "count", True, "n")),
        ("sum(`tabJournal`.`total_debit`) as s",
         Selected(Column("total_debit", "Journal"), "sum", alias="s")),
    ],
)  # fmt: skip
def test_what_is_selected(text, selected):
    assert read_selected(text) == selected


# Each way in which text of a request has ended up in somebody's query.
INJECTED = (
    "name` , (select sid from tabSessions) as `x",
    "(select password from __Auth limit 1)",
    "name, iban",
    "name -- ",
    "name /* x */",
    "name#",
    "name; drop table x",
    "name union select 1",
    "sleep(5)",
    "count(sleep(5))",
    "count(name, iban)",
    "max((select 1))",
    "if(1, name, iban)",
    "concat(name, iban)",
    "extractvalue(1, version())",
    "@@version",
    "'x'",
    '"x"',
    "1",
    "name as (select 1)",
    "name as `x`, (select 1)",
    "`tabUser`.`na`me`",
    "`tabUser`;`name`",
    "`__Auth`.`password`",
    "information_schema.tables.table_name",
    "a.b.c",
    "name\x00",
    "nаme",
    "",
    " ",
    ".",
    "*.*",
    "distinct name",
    "locate('a', name)",
    "case when 1 then name end",
)


@pytest.mark.parametrize("text", INJECTED)
@pytest.mark.parametrize("read", [read_selected, read_order, read_group])
def test_nothing_but_names_is_read(read, text):
    if text.strip() == "" and read is not read_selected and text == "":
        assert read(text) == ()
        return
    if read is read_group and text == "name, iban":
        assert [column.name for column in read(text)] == ["name", "iban"]
        return
    if read is read_order and text == "name, iban":
        assert [part.column.name for part in read(text)] == ["name", "iban"]
        return
    with pytest.raises(RuleError):
        read(text)


@pytest.mark.parametrize("value", [1, None, ["name"], {"name": 1}, True, 1.5])
def test_only_texts_are_columns(value):
    with pytest.raises(RuleError):
        read_column(value)


@given(st.text(max_size=60))
def test_whatever_is_read_is_made_of_names(text):
    """Any text is refused, or reads as a column whose parts are names and nothing else."""
    try:
        column = read_column(text)
    except RuleError:
        return
    for part in (column.name, column.through):
        assert part == "" or (part.isascii() and part.isidentifier())
    assert "`" not in column.doctype


def test_lists_of_fields_come_as_lists_and_as_texts():
    assert read_fields("name, title") == read_fields(["name", "title"])
    assert read_fields(["name", None, ""]) == (Selected(Column("name")),)
    with pytest.raises(RuleError, match="At most"):
        read_fields(["name"] * 1000)
    with pytest.raises(RuleError):
        read_fields({"name": 1})


def test_orders_name_their_way():
    ways = [(part.column.name, part.is_descending) for part in read_order("a desc, b ASC,c")]
    assert ways == [("a", True), ("b", False), ("c", False)]
    for wrong in ("a descending", "a desc b", "a desc desc", "a, ,b", ","):
        with pytest.raises(RuleError):
            read_order(wrong)
