"""A site of an ordinary bench becomes ours with one call; wrong codes and roles are refused."""

import pytest

from erp_app.domain.hub.lifecycle import EntityCodeInvalidError
from erp_app.guards.site_config import HARDENED_SITE_CONFIG
from erp_app.install import bench
from erp_app.install.site_setup import SiteRoleUnknownError


def test_site_configuration_is_hardened_and_names_the_entity():
    written = bench.build_site_config({"db_name": "x"}, "entity", "roads")
    assert written == {**HARDENED_SITE_CONFIG, "diwan_role": "entity", "diwan_entity": "roads"}


def test_mail_of_a_working_bench_stays_as_it_is():
    assert "mute_emails" not in bench.build_site_config({"mute_emails": 0}, "entity", "roads")


@pytest.mark.parametrize("code", ["", "Roads", "a", "hub", "../roads", "roads and more"])
def test_code_that_cannot_name_an_entity_is_refused_before_anything_is_written(site, code):
    with pytest.raises(EntityCodeInvalidError):
        bench.prepare("entity", code)
    assert site.conf.get("diwan_entity") != code or not code


def test_unknown_role_is_refused(site):
    with pytest.raises(SiteRoleUnknownError):
        bench.prepare("ministry", "roads")
