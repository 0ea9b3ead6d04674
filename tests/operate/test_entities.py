"""An entity's life from the command line: add, list, suspend, resume, remove, import, check."""

import json
from contextlib import closing

import pytest

from ops.installation.tenant_records import CREATING, TenantRecord, delete_record, save_record

ADD = ["--name-en", "Operate Test", "--name-ar", "تجربة", "--category", "council"]


@pytest.fixture(scope="module")
def entity(platform):
    """Yield an entity of this module's own."""
    done = platform.run("entity", "add", "operate", *ADD, "--json")
    assert done.returncode == 0, done.stderr
    yield "operate"
    platform.run("entity", "remove", "operate", "--yes")


def log_in(platform, code, role="finance_officer"):
    return platform.log_in(platform.instance.site(code), role)


def test_creation_killed_before_the_registry_heard_of_it_stops_nothing(platform):
    """The record is written before the first step: a kill right after it leaves just this file.

    First of all: beside an entity that the build does not know, `up` would run a night.
    """
    record = TenantRecord("unheard", CREATING, "Unheard", "غير مسموع", "council")
    save_record(platform.instance, record)
    try:
        done = platform.run("up", "--no-demo", "--entities", "finance,roads")
        assert done.returncode == 0, done.stderr
        assert platform.run("entity", "remove", "unheard", "--yes").returncode == 0
        signs = json.loads(platform.run("entity", "list", "--json").stdout)
        assert "unheard" not in [sign["record"]["code"] for sign in signs]
    finally:
        delete_record(platform.instance, "unheard")


def test_new_entity_is_listed_with_its_signs(platform, entity):
    signs = json.loads(platform.run("entity", "list", "--json").stdout)
    sign = next(s for s in signs if s["record"]["code"] == entity)
    assert sign["health"] == "Healthy"
    assert sign["users"] == 11
    assert sign["size_mib"] > 1
    assert sign["record"]["template"]


def served_configs(platform):
    """Return the configuration of every site that people visit: all but the template's."""
    files = platform.instance.sites.glob("*/site_config.json")
    return [json.loads(f.read_text()) for f in files if not f.parent.name.startswith("template.")]


def test_every_entity_has_secrets_of_its_own(platform, entity):
    configs = served_configs(platform)
    assert len(configs) >= 4
    for key in ("db_password", "db_name", "encryption_key"):
        assert len({config[key] for config in configs}) == len(configs), key
    numbers = [c["diwan_entity_number"] for c in configs if c["diwan_role"] == "entity"]
    assert len(set(numbers)) == len(numbers)
    assert 0 not in numbers


def test_an_entitys_database_user_sees_no_other_database(platform, entity):
    import pymysql

    config = json.loads(
        (platform.instance.sites / platform.instance.site(entity) / "site_config.json").read_text()
    )
    connection = pymysql.connect(
        host="127.0.0.1",
        port=platform.instance.settings().ports["mariadb"],
        user=config["db_name"],
        password=config["db_password"],
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("SHOW DATABASES")
        seen = {row[0] for row in cursor.fetchall()}
        assert seen <= {config["db_name"], "information_schema"}
        with pytest.raises(pymysql.err.OperationalError, match="denied"):
            cursor.execute("SELECT * FROM diwan_roads.tabUser")


def test_suspended_entity_lets_nobody_in_and_keeps_its_data(platform, entity):
    site = platform.instance.site(entity)
    with closing(log_in(platform, entity)) as client:
        assert client.get("/api/method/frappe.auth.get_logged_user").status_code == 200
        assert platform.run("entity", "suspend", entity).returncode == 0
        assert client.get("/api/method/frappe.auth.get_logged_user").status_code == 503
    with closing(platform.client(site)) as client:
        email, password = platform.users(site)["finance_officer"]
        refused = client.post("/api/method/login", data={"usr": email, "pwd": password})
        page = client.get("/login")
    assert refused.status_code == 503
    assert page.status_code == 503
    assert "معلّق" in page.text or "معلقة" in page.text
    assert "suspended" in page.text
    assert platform.run("entity", "resume", entity).returncode == 0
    with closing(log_in(platform, entity)) as client:
        assert client.get("/api/method/frappe.auth.get_logged_user").status_code == 200


@pytest.mark.parametrize(
    ("code", "changed", "said"),
    [
        ("parks", {"--category": "Nonsense"}, ("no category 'Nonsense'", "authority; centre")),
        ("parks", {"--function": "Alchemy"}, ("no function 'Alchemy'", "07 Health")),
        ("parks", {"--size": "Huge"}, ("no size 'Huge'", "Small; Medium; Large")),
        ("parks", {"--name-ar": " "}, ("no --name-ar", "Give --name-ar a name")),
        ("parks", {"--name-en": "x" * 200}, ("200 characters", "at most 140")),
        ("Parks!", {}, ("not an entity code", "lower-case letters")),
        ("hub", {}, ("reserved", "another code")),
    ],
)
def test_wrong_option_is_named_with_what_is_right_and_nothing_is_made(
    platform, code, changed, said
):
    before = kept_of(platform)
    options = {**dict(zip(ADD[::2], ADD[1::2], strict=True)), **changed}
    done = platform.run("entity", "add", code, *(w for pair in options.items() for w in pair))
    assert done.returncode == 2, done.stderr
    assert all(words in done.stderr for words in said), done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert kept_of(platform) == before


def kept_of(platform):
    """Everything that an entity leaves somewhere: files, databases, users, registry rows."""
    with platform.connect("diwan_hub") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name, status FROM tabEntity ORDER BY name")
        registry = cursor.fetchall()
    root = platform.instance.root
    files = sorted(str(file) for file in [*root.glob("tenants/*"), *root.glob("sites/*")])
    return registry, files, platform.databases(), platform.database_users()


def test_adding_an_entity_again_changes_nothing(platform, entity):
    before = platform.users(platform.instance.site(entity))
    done = platform.run("entity", "add", entity, *ADD, "--json")
    assert done.returncode == 0
    assert platform.users(platform.instance.site(entity)) == before


def test_import_with_a_bad_row_imports_nothing_and_names_it(platform, entity, tmp_path):
    file = tmp_path / "journals.csv"
    head = "journal,posting_date,title,account,debit,credit,cost_centre\n"
    good = "A,2026-03-05,Paper,52101,100,0,1100\nA,2026-03-05,Paper,11102,0,100,\n"
    bad = "B,2026-03-05,Ink,99999,50,0,1100\nB,2026-03-05,Ink,11102,0,50,\n"
    file.write_text(head + good + bad)
    refused = platform.run("import", "journals", str(file), "--entity", entity, "--json")
    result = json.loads(refused.stdout)
    assert refused.returncode == 1
    assert any(e["row"] == 4 and e["column"] == "account" for e in result["errors"]), result
    file.write_text(head + good)
    done = platform.run("import", "journals", str(file), "--entity", entity, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["made_count"] == 1
    again = json.loads(
        platform.run("import", "journals", str(file), "--entity", entity, "--json").stdout
    )
    assert again["made_count"] == 0


def test_check_ledger_names_the_line_altered_by_sql(platform):
    code = platform.facts["codes"]["entity_b"]
    assert platform.run("check", "ledger", "--entity", code).returncode == 0
    with platform.connect(f"diwan_{code}") as connection, connection.cursor() as cursor:
        cursor.execute("SHOW TRIGGERS LIKE 'tabLedger Line'")
        update = next(row[0] for row in cursor.fetchall() if row[1] == "UPDATE")
        cursor.execute(f"SHOW CREATE TRIGGER `{update}`")
        trigger = cursor.fetchone()[2]
        cursor.execute("SELECT MIN(name) FROM `tabLedger Line` WHERE debit > 0")
        line = cursor.fetchone()[0]
        cursor.execute(f"DROP TRIGGER `{update}`")
        try:
            cursor.execute("UPDATE `tabLedger Line` SET debit=debit+1 WHERE name=%s", (line,))
            done = platform.run("check", "ledger", "--entity", code, "--json")
            cursor.execute("UPDATE `tabLedger Line` SET debit=debit-1 WHERE name=%s", (line,))
        finally:
            cursor.execute(trigger)
    findings = json.loads(done.stdout)[0]["findings"]
    assert done.returncode == 1
    assert f"Line {line}:" in findings[0], findings
    assert platform.run("check", "ledger", "--entity", code).returncode == 0
