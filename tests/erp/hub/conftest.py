"""A clean registry on a site that believes to be the hub; its rows are committed and removed."""

import pytest

CODES = ("tstalpha", "tstbeta", "tstgamma")


@pytest.fixture
def hub(site, monkeypatch):
    monkeypatch.setitem(site.local.conf, "diwan_role", "hub")
    _clean(site)
    yield site
    site.set_user("Administrator")
    site.db.rollback()
    _clean(site)


def _clean(site):
    site.db.delete("Entity Task", {"entity": ("in", CODES)})
    site.db.delete("Entity", {"name": ("in", CODES)})
    site.db.commit()
