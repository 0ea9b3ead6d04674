"""Superset does not start without its secrets, and says what is missing. No platform needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bi.environment import EnvironmentMissingError, load_environment
from bi.row_filter import FILE
from bi.scope import ClaimsInvalidError, EntityScope, read_claims, read_scope

SECRETS = {name: "x" * 40 for name in ("secret_key", "oauth_client_secret", "admin_password")}


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps(SECRETS))
    file.chmod(0o600)
    return {
        "DIWAN_SUPERSET_HOME": str(tmp_path),
        "DIWAN_SUPERSET_SECRETS": str(file),
        "DIWAN_WAREHOUSE": str(tmp_path / "warehouse"),
        "DIWAN_READER_EPOCHS": str(tmp_path / "epochs"),
        "DIWAN_PUBLIC_URL": "https://analytics.gov.example",
        "DIWAN_HUB_URL": "https://hub.gov.example/",
        "DIWAN_HUB_INTERNAL_URL": "http://127.0.0.1:8080",
    }


def test_embedded_settings_are_files_of_this_machine(variables, tmp_path):
    found = load_environment(variables)
    assert found.metadata_uri == f"sqlite:///{tmp_path}/superset.db?check_same_thread=false"
    assert found.redis_url is None
    assert found.is_https
    assert found.hub_url == "https://hub.gov.example"


def test_larger_installation_names_its_servers(variables):
    servers = {"metadata_uri": "postgresql://s@db/s", "redis_url": "redis://cache"}
    Path(variables["DIWAN_SUPERSET_SECRETS"]).write_text(json.dumps({**SECRETS, **servers}))
    found = load_environment(variables)
    assert (found.metadata_uri, found.redis_url) == tuple(servers.values())


@pytest.mark.parametrize("name", ["DIWAN_WAREHOUSE", "DIWAN_HUB_URL", "DIWAN_SUPERSET_SECRETS"])
def test_missing_variable_is_named(variables, name):
    del variables[name]
    with pytest.raises(EnvironmentMissingError, match=f"{name} is not set"):
        load_environment(variables)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", ["", "short", None])
def test_missing_or_weak_secret_is_named(variables, name, value):
    Path(variables["DIWAN_SUPERSET_SECRETS"]).write_text(json.dumps({**SECRETS, name: value}))
    with pytest.raises(EnvironmentMissingError, match=f"the secret {name}"):
        load_environment(variables)


def test_secrets_that_others_can_read_are_refused(variables):
    Path(variables["DIWAN_SUPERSET_SECRETS"]).chmod(0o644)
    with pytest.raises(EnvironmentMissingError, match="chmod 600"):
        load_environment(variables)


def test_secrets_that_do_not_exist_are_refused(variables):
    Path(variables["DIWAN_SUPERSET_SECRETS"]).unlink()
    with pytest.raises(EnvironmentMissingError, match="do not exist"):
        load_environment(variables)


GOOD = {
    "email": "a@hub.example",
    "name": "A",
    "language": "ar",
    "roles": ["Executive"],
    "entities": ["roads", "courts"],
}


def test_claims_are_read():
    claims = read_claims(GOOD)
    assert claims.scope == EntityScope(("courts", "roads"))
    assert claims.scope.as_filter() == "entity_code in ('courts', 'roads')"
    assert read_claims({**GOOD, "entities": "*"}).scope.as_filter() == "1 = 1"
    assert read_claims({**GOOD, "language": "fr"}).language == "en"


@pytest.mark.parametrize(
    "change",
    [
        {"email": None},
        {"email": "nobody"},
        {"roles": []},
        {"roles": ["Admin"]},
        {"roles": ["Executive", "Admin"]},
        {"roles": "Executive"},
        {"entities": []},
        {"entities": None},
        {"entities": "roads"},
        {"entities": ["roads'); drop table x; --"]},
        {"entities": ["*"]},
        {"entities": [None]},
        {"roles": ["Entity Analyst"]},
        {"roles": ["Entity Analyst"], "entities": "*"},
    ],
)
def test_claims_in_doubt_are_no_access(change):
    with pytest.raises(ClaimsInvalidError):
        read_claims({**GOOD, **change})


def test_scope_survives_being_stored():
    for scope in (EntityScope(None), EntityScope(("roads",))):
        assert read_scope(json.loads(scope.as_json())) == scope


def test_every_exclusion_from_the_row_filter_has_a_reason():
    import yaml

    excluded = yaml.safe_load(FILE.read_text())["excluded"]
    assert excluded
    assert [name for name, reason in excluded.items() if len(reason) < 10] == []
