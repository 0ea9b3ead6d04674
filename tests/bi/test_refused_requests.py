"""What Superset refuses: other people's work, its administration, other databases."""

from __future__ import annotations

import uuid

import pytest

from tests.bi.conftest import BOUNDED
from tests.bi.reader import COUNT, DASHBOARDS, Reader

pytestmark = pytest.mark.platform
SECRET_TEXT = "select 'written by the central analyst' as note"
READERS = ("Roads Analyst", "Executive", "Auditor", "Pair")


@pytest.fixture(scope="module")
def central(reader) -> dict:
    """Return what a central analyst leaves behind: a query, a saved query, a dataset of SQL, a
    chart."""
    analyst: Reader = reader("Analyst")
    client = uuid.uuid4().hex[:11]
    ran = analyst.sql(SECRET_TEXT, client_id=client)
    assert ran.status_code == 200, ran.text[:300]
    database = analyst.database()
    saved = analyst.post(
        "/api/v1/saved_query/",
        json={"db_id": database, "label": "theirs", "schema": "marts", "sql": SECRET_TEXT},
    )
    assert saved.status_code == 201, saved.text[:300]
    dataset = analyst.post(
        "/api/v1/dataset/",
        json={
            "database": database,
            "schema": "marts",
            "table_name": f"theirs_{client}",
            "sql": "select entity_code, debit_amount from marts.fct_ledger_line",
        },
    )
    assert dataset.status_code == 201, dataset.text[:300]
    return {
        "client": client,
        "query": ran.json()["query_id"],
        "saved": saved.json()["id"],
        "dataset": dataset.json()["id"],
    }


@pytest.mark.parametrize("role", READERS)
def test_history_of_others_is_not_shown(role, reader, central):
    answer = reader(role).get("/api/v1/query/?q=(page_size:1000)")
    assert "written by the central analyst" not in answer.text
    answer = reader(role).get(f"/api/v1/query/{central['query']}")
    assert answer.status_code in (403, 404)
    assert "written by the central analyst" not in answer.text


@pytest.mark.parametrize("role", ["Roads Analyst", "Analyst"])
def test_nobody_gives_things_to_others_or_learns_who_has_a_number(role, reader, datasets):
    """A chart that was given to a number told the name of whoever has it."""
    person: Reader = reader(role)
    body = {
        "slice_name": f"given {uuid.uuid4().hex[:6]}",
        "viz_type": "table",
        "datasource_id": datasets["rpt_finance_month"],
        "datasource_type": "table",
        "params": "{}",
    }
    made = person.post("/api/v1/chart/", json=body)
    assert made.status_code == 201, made.text[:300]
    address = f"/api/v1/chart/{made.json()['id']}"
    [own] = person.get(address).json()["result"]["owners"]
    others = [number for number in range(1, 9) if number != own["id"]]
    for number in others:
        answer = person.ask("PUT", address, json={"owners": [own["id"], number]})
        assert answer.status_code == 422, answer.text[:200]
        answer = person.post("/api/v1/chart/", json={**body, "owners": [number]})
        assert answer.status_code == 422, answer.text[:200]
        answer = person.post(
            "/api/v1/dashboard/", json={"dashboard_title": "x", "owners": [number]}
        )
        assert answer.status_code == 422, answer.text[:200]
    assert person.get(address).json()["result"]["owners"] == [own]
    assert person.ask("PUT", address, json={"owners": [own["id"]]}).status_code == 200
    assert person.ask("DELETE", address).status_code == 200


TOO_LARGE = "99999999999999999999999"


@pytest.mark.parametrize(
    "address",
    [
        *(f"/api/v1/{kind}/{TOO_LARGE}" for kind in ("chart", "dashboard", "dataset", "query")),
        *(f"/superset/dashboard/{TOO_LARGE}/", f"/explore/?slice_id={TOO_LARGE}"),
        *(f"/tabstateview/{TOO_LARGE}", f"/api/v1/explore/?slice_id={TOO_LARGE}"),
        *(f"/diwan/tiles/chart/{TOO_LARGE}", f"/api/v1/database/{TOO_LARGE}/schemas/"),
        f"/api/v1/log/recent_activity/?q=(page:{TOO_LARGE})",
        f"/api/v1/datasource/table/{TOO_LARGE}/column/x/values/",
    ],
)
def test_number_that_no_row_can_have_is_not_there(address, reader):
    answer = reader("Analyst").get(address)
    assert answer.status_code == 404, answer.text[:200]
    assert "SQLite" not in answer.text


@pytest.mark.parametrize("address", [
    "/version", "/api/v1/database/1/related_objects/", "/api/v1/assets/export/",
    *(f"/api/v1/{kind}/import/" for kind in ("chart", "dashboard", "dataset", "saved_query")),
])  # fmt: skip
def test_what_is_closed_is_not_there(address, reader, platform):
    """It told strangers the version, and everybody the tabs of others; files ended in errors."""
    for verb in ("GET", "POST"):
        answer = reader("Analyst").ask(verb, address)
        assert answer.status_code in (404, 405), (verb, answer.text[:200])
    assert Reader(platform.front_url).get("/version").status_code == 404


@pytest.mark.parametrize("role", READERS)
def test_saved_queries_of_others_are_not_shown(role, reader, central):
    for address in ("/api/v1/saved_query/", f"/api/v1/saved_query/{central['saved']}"):
        answer = reader(role).get(address)
        assert "written by the central analyst" not in answer.text


@pytest.mark.parametrize("role", READERS)
def test_query_of_others_is_neither_exported_nor_charted(role, reader, central):
    person: Reader = reader(role)
    for answer in (
        person.get(f"/api/v1/sqllab/export/{central['client']}/"),
        person.post("/api/v1/sqllab/export_streaming/", data={"client_id": central["client"]}),
    ):
        assert answer.status_code in (403, 404), answer.text[:200]
    body = {
        "datasource": {"id": central["query"], "type": "query"},
        "queries": [{"columns": ["note"], "metrics": [], "row_limit": 10}],
        "result_format": "json",
        "result_type": "full",
    }
    answer = person.post("/api/v1/chart/data", json=body)
    assert "written by the central analyst" not in answer.text


@pytest.mark.parametrize("role", READERS)
def test_dataset_that_somebody_wrote_as_sql_stays_theirs(role, reader, central):
    person: Reader = reader(role)
    assert central["dataset"] not in person.datasets().values()
    answer = person.chart(central["dataset"], columns=["entity_code"], metrics=[COUNT])
    assert answer.status_code != 200
    answer = person.get(f"/api/v1/dataset/{central['dataset']}")
    assert answer.status_code in (403, 404)


@pytest.mark.parametrize("role", READERS)
def test_refusal_does_not_name_the_dataset(role, reader, central):
    """Whoever counted through the numbers was told the name of every dataset."""
    person: Reader = reader(role)
    number = central["dataset"]
    for answer in (
        person.chart(number, columns=["entity_code"], metrics=[COUNT]),
        person.get(f"/api/v1/explore/?datasource_id={number}&datasource_type=table"),
        person.get(f"/superset/fetch_datasource_metadata?datasourceKey={number}__table"),
    ):
        assert answer.status_code in (403, 404), answer.text[:200]
        assert "theirs_" not in answer.text, answer.text[:300]


@pytest.mark.parametrize("role", READERS)
def test_name_of_a_chart_that_no_list_shows_is_not_told(role, reader, central, datasets):
    """A file was named after the chart whose number came with it."""
    title = f"closed {uuid.uuid4().hex[:8]}"
    drawn = {
        "slice_name": title,
        "viz_type": "table",
        "datasource_id": central["dataset"],
        "datasource_type": "table",
        "params": "{}",
    }
    made = reader("Analyst").post("/api/v1/chart/", json=drawn)
    assert made.status_code == 201, made.text[:300]
    for ending in ("csv", "xlsx"):
        body = {
            "datasource": {"id": datasets["dim_entity"], "type": "table"},
            "queries": [{"columns": ["entity_code"], "metrics": [], "row_limit": 10}],
            "form_data": {"slice_id": made.json()["id"], "row_limit": 200_000},
            "result_format": ending,
            "result_type": "full",
        }
        answer = reader(role).post("/api/v1/chart/data", json=body)
        assert answer.status_code == 200, answer.text[:300]
        assert title not in answer.headers["content-disposition"]


@pytest.mark.parametrize("is_published", [False, True])
def test_title_of_a_dashboard_that_no_list_shows_is_not_told(is_published, reader):
    """A draft's page, and that of a dashboard without a chart, was headed by its title."""
    title = f"Closed {uuid.uuid4().hex[:8]}"
    body = {"dashboard_title": title, "published": is_published}
    made = reader("Analyst").post("/api/v1/dashboard/", json=body)
    assert made.status_code == 201, made.text[:300]
    address = f"/superset/dashboard/{made.json()['id']}/"
    assert title in reader("Analyst").get(address).text
    for role in READERS:
        answer = reader(role).get(address)
        assert answer.status_code == 404
        assert title not in answer.text


def test_own_dataset_of_a_central_analyst_works(reader, central):
    codes = reader("Analyst").entities_in(central["dataset"])
    assert {"finance", "roads", "courts"} <= codes


CLOSED = [
    ("GET", "/api/v1/database/{db}/connection", None),
    (
        "POST",
        "/api/v1/database/",
        {"database_name": "mine", "sqlalchemy_uri": "duckdb:///:memory:"},
    ),
    ("POST", "/api/v1/database/test_connection/", {"sqlalchemy_uri": "duckdb:////etc/passwd"}),
    ("PUT", "/api/v1/database/{db}", {"extra": "{}"}),
    ("DELETE", "/api/v1/database/{db}", None),
    ("GET", "/api/v1/database/export/?q=!({db})", None),
    ("GET", "/api/v1/rowlevelsecurity/1", None),
    ("POST", "/api/v1/rowlevelsecurity/", {"name": "open", "clause": "1=1"}),
    ("DELETE", "/api/v1/rowlevelsecurity/1", None),
    ("GET", "/api/v1/security/users/", None),
    ("GET", "/api/v1/security/roles/", None),
    ("POST", "/api/v1/security/users/", {"username": "x"}),
    ("POST", "/api/v1/security/guest_token/", {"resources": [], "rls": [], "user": {}}),
    ("GET", "/api/v1/assets/export/", None),
    ("POST", "/api/v1/assets/import/", None),
    ("GET", "/api/v1/log/", None),
    ("POST", "/api/v1/database/{db}/csv_upload/", None),
    ("POST", "/api/v1/cachekey/invalidate", {"datasource_uids": []}),
    ("GET", "/users/list/", None),
    ("GET", "/roles/list/", None),
    ("GET", "/swagger/v1", None),
]


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize(("verb", "address", "body"), CLOSED)
def test_administration_is_closed(role, verb, address, body, reader, administrator):
    filled = address.format(db=administrator.database())
    answer = reader(role).ask(verb, filled, **({"json": body} if body is not None else {}))
    landed = answer.headers.get("location", "")
    assert answer.status_code in (302, 401, 403, 404, 405), (
        f"{answer.status_code} {answer.text[:200]}"
    )
    assert answer.status_code != 302 or "/login" in landed or landed.endswith("/"), landed
    for secret in ("sqlalchemy_uri", "duckdb:///", "password"):
        assert secret not in answer.text


@pytest.mark.parametrize(
    "uri", ["duckdb:///:memory:", "duckdb:////etc/x.db", "sqlite:////etc/passwd"]
)
def test_administrator_opens_no_other_file_either(uri, administrator):
    body = {"database_name": f"other {uuid.uuid4().hex[:6]}", "sqlalchemy_uri": uri}
    answer = administrator.post("/api/v1/database/test_connection/", json=body)
    assert answer.status_code != 200, answer.text[:200]


@pytest.mark.parametrize("role", ["Executive", "Auditor", "Pair"])
def test_those_who_read_change_nothing(role, reader, datasets):
    person: Reader = reader(role)
    chart = {
        "slice_name": "mine",
        "viz_type": "table",
        "datasource_id": datasets["dim_entity"],
        "datasource_type": "table",
        "params": "{}",
    }
    assert person.post("/api/v1/chart/", json=chart).status_code == 403
    assert person.post("/api/v1/dashboard/", json={"dashboard_title": "mine"}).status_code == 403


def test_entity_analyst_draws_charts_but_makes_no_datasets(reader, datasets):
    person: Reader = reader("Roads Analyst")
    chart = {
        "slice_name": f"of roads {uuid.uuid4().hex[:6]}",
        "viz_type": "table",
        "datasource_id": datasets["dim_entity"],
        "datasource_type": "table",
        "params": "{}",
    }
    assert person.post("/api/v1/chart/", json=chart).status_code == 201
    made = {"database": person.database(), "schema": "marts", "table_name": "dim_fund"}
    assert person.post("/api/v1/dataset/", json=made).status_code == 403


ANONYMOUS = ["/api/v1/dataset/", "/api/v1/dashboard/", "/api/v1/database/", "/api/v1/query/"]


@pytest.mark.parametrize("address", ANONYMOUS)
def test_stranger_sees_nothing(address, platform):
    stranger = Reader(platform.front_url)
    answer = stranger.get(address)
    assert answer.status_code == 401 or answer.json().get("count") == 0, answer.text[:200]


def test_stranger_asks_no_chart(platform, datasets):
    stranger = Reader(platform.front_url)
    answer = stranger.chart(datasets["fct_ledger_line"], columns=["entity_code"], metrics=[COUNT])
    assert answer.status_code in (401, 403, 404), answer.text[:200]


def test_user_without_a_scope_sees_nothing(administrator, reader, run_bi, datasets, make_access):
    """Somebody whom Superset knows and nobody has mapped: no rows, no connection."""
    login = make_access("unmapped", "Executive", "roads")
    person = Reader(reader("Analyst").front).sign_in(*login)
    run_bi(
        "from superset.app import create_app\n"
        "with create_app().app_context():\n"
        "    from superset import db, security_manager\n"
        "    from bi.scope_store import SignedInScope\n"
        f"    user = security_manager.find_user({login[0]!r})\n"
        "    db.session.delete(db.session.get(SignedInScope, user.id))\n"
        "    db.session.commit()\n"
    )
    answer = person.chart(datasets["fct_ledger_line"], columns=["entity_code"], metrics=[COUNT])
    assert answer.status_code == 403, answer.text[:300]
    assert not [role for role in BOUNDED if role in answer.text]


def test_page_of_the_dashboards_says_where_it_comes_from(reader):
    answer = reader("Analyst").get("/superset/welcome/")
    policy = answer.headers["content-security-policy"]
    for part in ("default-src 'self'", "img-src 'self' blob: data:", "object-src 'none'"):
        assert part in policy
    assert "http" not in policy
    for name in ("x-content-type-options", "x-frame-options", "referrer-policy"):
        assert len(answer.headers.get_list(name)) == 1
    assert DASHBOARDS.split(".")[0] == "analytics"


@pytest.mark.parametrize("role", ["Analyst", *READERS])
@pytest.mark.parametrize("kind", ["chart", "dashboard", "dataset", "theme", "tag", "saved_query"])
def test_colleagues_are_looked_up_by_nobody(platform, role, kind, reader):
    """Where an owner could be chosen, every user's e-mail was offered: by the list, by a number
    that was named beside it, and by parts of Superset that do not narrow the list."""
    me = reader(role).get("/api/v1/me/").json()["result"]
    people = {login[0] for login in platform.users[platform.host("hub")].values()}
    for relation in ("owners", "created_by", "changed_by"):
        for asked in ("(page_size:200)", "(include_ids:!(1,2,3,4,5,6),page_size:200)"):
            answer = reader(role).get(f"/api/v1/{kind}/related/{relation}?q={asked}")
            assert answer.status_code in (200, 403, 404)
            told = answer.text.replace(me["email"], "")  # which may end as another's does
            assert not [person for person in people - {me["email"]} if person in told]
            if answer.status_code == 200:
                assert all(me["first_name"] in row["text"] for row in answer.json()["result"])


@pytest.mark.parametrize("role", ["Auditor", "Executive", "Analyst"])
def test_who_made_a_chart_is_told_by_name_and_not_by_address(platform, role, reader, datasets):
    """Lists, single things and what is told beside a dataset gave the owners' e-mails."""
    number = datasets["fct_ledger_line"]
    body = {
        "datasource_id": number,
        "datasource_type": "table",
        "params": "{}",
        "viz_type": "table",
    }
    made = reader("Analyst").ask("POST", "/api/v1/chart/", json={**body, "slice_name": "Mine"})
    chart = made.json()["id"]
    own = reader(role).get("/api/v1/me/").json()["result"]["email"]
    people = {login[0] for login in platform.users[platform.host("hub")].values()} - {own}
    every = "(page_size:-1,columns:!('owners.email','created_by.email'))"
    try:
        for path in ("chart/", f"chart/?q={every}", f"chart/{chart}", "dashboard/", "dataset/",
                     "dashboard/1", f"dataset/{number}", f"dataset/{number}/drill_info/",
                     f"explore/?slice_id={chart}", "chart/?q=(page_size:-1)"):  # fmt: skip
            answer = reader(role).get(f"/api/v1/{path}")
            assert not [one for one in people if one in answer.text.replace(own, "")], path
    finally:
        reader("Analyst").ask("DELETE", f"/api/v1/chart/{chart}")
