"""An upgrade of Superset's own tables that broke off is undone before the next begins."""

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from bi import tables_upgrade
from bi.environment import embedded_metadata_file


@pytest.fixture
def place(tmp_path) -> SimpleNamespace:
    """Return an embedded installation whose tables hold one chart."""
    write(
        embedded_metadata_file(tmp_path),
        "create table slices (title)",
        "insert into slices values ('Positions')",
    )
    return SimpleNamespace(home=tmp_path, is_embedded=True)


def write(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = wal")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def read_tables(file: Path) -> dict[str, list]:
    """Return the rows of every table, by the table's name."""
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master")]
        return {name: connection.execute(f"select * from {name}").fetchall() for name in names}


@pytest.fixture
def is_old(monkeypatch):
    monkeypatch.setattr(tables_upgrade, "_is_newest", lambda _app: False)


def break_off(file: Path) -> None:
    write(file, "create table half (made)", "delete from slices")
    raise KeyboardInterrupt


def test_broken_off_upgrade_is_undone_also_for_who_has_the_tables_open(place, is_old):
    file = embedded_metadata_file(place.home)
    with closing(sqlite3.connect(file)) as reader:
        with pytest.raises(KeyboardInterrupt):
            tables_upgrade.bring_up_to_date(None, place, lambda: break_off(file))
        assert set(read_tables(file)) == {"slices", "half"}
        assert tables_upgrade.put_back_broken_off(place)
        assert reader.execute("select title from slices").fetchall() == [("Positions",)]
    assert read_tables(file) == {"slices": [("Positions",)]}
    assert not tables_upgrade.put_back_broken_off(place)


def test_upgrade_that_ends_leaves_no_copy(place, is_old):
    file = embedded_metadata_file(place.home)
    tables_upgrade.bring_up_to_date(None, place, lambda: write(file, "create table whole (made)"))
    assert not tables_upgrade.put_back_broken_off(place)
    assert set(read_tables(file)) == {"slices", "whole"}
    assert not [entry for entry in place.home.iterdir() if "before" in entry.name]


def test_newest_tables_are_left_alone(place, monkeypatch):
    monkeypatch.setattr(tables_upgrade, "_is_newest", lambda _app: True)
    tables_upgrade.bring_up_to_date(None, place, lambda: pytest.fail("it was upgraded"))
