"""What the hub tells the entities: all of them, in order, once, within a minute."""

import json

import pytest

from tests.registering import Register


@pytest.fixture(scope="module")
def register(platform):
    return Register(platform.facts)


def heard(register) -> bool:
    head = register.head()
    return all(register.position(one).get("last_number") == head for one in register.entities)


def test_supplier_and_its_block_are_known_everywhere_within_a_minute(register):
    (name,) = register.add()
    register.wait(lambda: all(register.known(one).get(name) for one in register.entities))
    register.block(name)
    seconds = register.wait(
        lambda: all(register.known(one)[name] == "Blocked" for one in register.entities)
    )
    assert seconds < 60


def test_status_says_how_far_every_entity_has_heard(platform, register):
    register.wait(lambda: heard(register))
    done = platform.run("suppliers", "status", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert said["head"] == register.head()
    assert {one["behind"] for one in said["entities"]} == {0}
    assert all(one["as_of"] for one in said["entities"])
    assert sum(said["suppliers"].values()) == len(register.registered())


def test_entity_that_was_restored_from_another_day_is_held_back_and_told_anew(platform, register):
    (name,) = register.add()
    entity = register.entities[0]
    register.wait(lambda: heard(register))
    forged = "update `tabExchange Position` set last_seal = 'other' where name = 'hub'"
    register.inside.run(f"frappe.db.sql({forged!r})", entity)

    def is_held() -> bool:
        said = json.loads(platform.run("suppliers", "status", "--json").stdout)
        return any("another one here" in one["problem"] for one in said["entities"])

    register.wait(is_held, 90)
    assert platform.run("suppliers", "status").returncode == 1
    gone = "frappe.db.sql('delete from tabSupplier where name = %s', name)"
    register.inside.run(f"name = {name!r}\n{gone}", entity)
    done = platform.run("suppliers", "resend", entity.partition(".")[0], "--json")
    assert done.returncode == 0, done.stderr
    assert register.known(entity) == register.registered()
    assert json.loads(done.stdout)["problem"] == ""


def test_entity_that_is_suspended_hears_all_of_it_later(platform, register):
    entity = register.entities[1]
    code = entity.partition(".")[0]
    assert platform.run("entity", "suspend", code).returncode == 0
    try:
        (name,) = register.add()
        register.wait(lambda: register.known(register.entities[0]).get(name))
        assert name not in register.known(entity)
    finally:
        assert platform.run("entity", "resume", code).returncode == 0
    register.wait(lambda: register.known(entity).get(name))


def test_messages_of_another_entity_stay_with_it(register):
    """A kind that is for one entity alone is not even read for the others."""
    made = (
        "from erp_app.exchange.outbox import publish\n"
        "from erp_app.store.exchange import load_messages\n"
        "number = publish('supplier', 'SUP-000001', {}, addressee='nobody')\n"
        "result = [number, [m.number for m in load_messages('roads', number - 1, number, 9)],"
        " [m.number for m in load_messages('nobody', number - 1, number, 9)]]\n"
        "frappe.db.rollback()"
    )
    number, others, own = register.inside.run(made, register.hub)
    assert (others, own) == ([], [number])
