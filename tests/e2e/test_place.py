"""Where am I: every way in and every screen says it, and the hub looks unlike its entities."""

import pytest

pytestmark = [pytest.mark.platform, pytest.mark.browser]

PLACES = [
    ("entity_a", "Finance Officer"),
    ("entity_b", "Finance Officer"),
    ("hub", "Centre Operator"),
]


def names_at(person) -> str:
    return person.page.evaluate("() => frappe.boot.diwan_place.name")


def crest_at(person) -> str:
    return person.page.locator(".navbar .app-logo").get_attribute("src")


@pytest.mark.parametrize("is_phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("who", PLACES, ids=lambda who: who[0])
def test_bar_and_tab_name_the_place(visitors, who, is_phone):
    person = visitors.get(*who, is_phone=is_phone)
    for path in ("/app/inbox", "/app/delegation"):
        person.open(path)
        name = names_at(person)
        bar = person.page.locator(".navbar .diwan-place")
        assert bar.is_visible()
        assert name in bar.inner_text()
        assert person.page.title().endswith(f" · {name}")


def test_places_look_different_and_the_hub_unlike_entities(visitors):
    people = [visitors.get(*who) for who in PLACES]
    for person in people:
        person.open("/app/inbox")
    assert len({names_at(person) for person in people}) == len(people)
    assert len({crest_at(person) for person in people}) == len(people)
    marks = [person.page.locator(".navbar .diwan-hub-mark").count() for person in people]
    assert marks == [0, 0, 1]
    # Somebody may have chosen the dark screen.
    ground = """() => {
        document.documentElement.dataset.theme = "light";
        return getComputedStyle(document.querySelector('.navbar')).backgroundColor;
    }"""
    entity_a, entity_b, hub = (person.page.evaluate(ground) for person in people)
    assert entity_a == entity_b != hub


@pytest.mark.parametrize("site", ["entity_a", "hub"])
def test_sign_in_names_the_place(visitors, facts, site):
    known = visitors.get(*next(who for who in PLACES if who[0] == site))
    known.open("/app/inbox")
    name = names_at(known)
    stranger = visitors.enter(facts["sites"][site])
    stranger.page.goto(f"{stranger.base}/login")
    assert name in stranger.page.title()
    assert name in stranger.page.locator(".for-login h4").first.inner_text()
    assert stranger.page.locator(".for-login .app-logo").first.get_attribute("src") == crest_at(
        known
    )
    stranger.context.close()
