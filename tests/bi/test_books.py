"""The way from a ledger line to its document in the entity's books."""

from __future__ import annotations

import pytest

from tests.bi.reader import Reader

pytestmark = pytest.mark.platform


@pytest.mark.parametrize(
    ("kind", "name", "path"),
    [
        ("Journal", "JV-0000001", "/app/journal/JV-0000001"),
        ("Opening%20Balances", "OB-1", "/app/opening-balances/OB-1"),
        ("Journal", "a%3Fb%23c", "/app/journal/a%3Fb%23c"),
    ],
)
def test_line_leads_to_its_document_on_the_entitys_own_site(kind, name, path, reader):
    person: Reader = reader("Analyst")
    answer = person.get(f"/diwan/books/roads/{kind}/{name}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"http://roads.localhost:{person.port}{path}"


@pytest.mark.parametrize(
    "address",
    ["roads.evil.example/Journal/x", "Roads/Journal/x", "roads/Jour-nal/x", "../x/Journal/y"],
)
def test_nothing_else_is_led_to(address, reader):
    answer = reader("Analyst").get(f"/diwan/books/{address}")
    assert answer.status_code == 404


def test_stranger_is_led_nowhere(platform):
    answer = Reader(platform.front_url).get("/diwan/books/roads/Journal/JV-0000001")
    assert answer.status_code in (302, 401)
    assert "roads." not in answer.headers.get("location", "")
