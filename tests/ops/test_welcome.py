"""The table that ends `up`."""

from ops.control.welcome import log_in_rows
from ops.installation.credentials import save_logins
from ops.installation.instance import Instance, Settings


def test_readers_are_sent_to_the_dashboards_and_operators_to_the_hub(tmp_path):
    instance = Instance(tmp_path / "instance")
    instance.make_folders()
    instance.save(Settings("0" * 12, ports={"front": 8080}))
    people = ("operator", "analyst", "roads.analyst", "executive", "auditor")
    save_logins(instance, "hub.localhost", {f"{name}@hub.localhost": "word" for name in people})
    places = {row[2].split("@")[0]: row[0] for row in log_in_rows(instance)}
    assert places.pop("operator") == "http://hub.localhost:8080"
    assert set(places.values()) == {"http://analytics.localhost:8080"}
    assert log_in_rows(instance)[-1][1] == "Centre Operator"
    shown = {row[3] for row in log_in_rows(instance, with_passwords=False)}
    assert shown == {"./diwan status --logins"}, "a file keeps no passwords"
