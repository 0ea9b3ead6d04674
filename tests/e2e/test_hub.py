"""The centre's operator creates an entity from the web, opens it and suspends it."""

import string
from time import time_ns

import pytest

pytestmark = [pytest.mark.platform, pytest.mark.browser]

CREATED_WITHIN_MS = 120_000


def new_code() -> str:
    letters, number, code = string.ascii_lowercase, time_ns() // 1_000_000, "t"
    for _position in range(7):
        number, digit = divmod(number, len(letters))
        code += letters[digit]
    return code


def wait_for_status(operator, status: str) -> None:
    operator.page.wait_for_function(
        "status => cur_frm && cur_frm.doc.status === status", arg=status, timeout=CREATED_WITHIN_MS
    )


def test_workspace_of_the_hub_shows_the_whole_government(visitors):
    operator = visitors.get("hub", "Centre Operator")
    operator.open("/app/government-entities")
    operator.form.locator(".diwan-legend").nth(1).wait_for()
    active = operator.form.locator(".number-widget-box", has_text="Active Entities")
    assert int(active.locator(".number").inner_text()) >= 3


def test_entity_is_created_with_live_progress_opened_and_suspended(visitors, facts):
    operator = visitors.get("hub", "Centre Operator")
    code = new_code()
    operator.open("/app/entity/new")
    operator.fill("entity_code", code)
    operator.fill("name_en", f"Test Authority {code}")
    operator.fill("name_ar", "هيئة الاختبار")
    operator.link("category", "Authority")
    operator.save()
    operator.press("Create Site")
    operator.page.locator(".form-dashboard .progress-bar:visible").first.wait_for(state="attached")
    wait_for_status(operator, "Active")
    host = f"{code}.{facts['sites']['hub'].split('.', 1)[1]}"
    entity = visitors.enter(host)
    entity.page.goto(f"{entity.base}/login")
    entity.page.locator("#login_email").wait_for()
    suspend(operator, code)
    answer = entity.page.goto(f"{entity.base}/login")
    entity.page.wait_for_timeout(200)
    assert answer.status == 503
    assert not entity.watch.foreign
    entity.context.close()


def suspend(operator, code: str) -> None:
    """Suspend an entity by its button, with the reason that is asked for."""
    operator.open(f"/app/entity/{code}")
    operator.press("Suspend")
    dialog = operator.page.locator(".modal.show")
    dialog.locator("textarea").fill("End of the test")
    dialog.locator(".btn-modal-primary, .btn-primary").last.click()
    wait_for_status(operator, "Suspended")


def test_operator_is_told_how_the_first_administrator_of_an_entity_gets_in(visitors):
    operator = visitors.get("hub", "Centre Operator")
    operator.open("/app/entity/roads")
    operator.press("First Administrator")
    said = operator.page.locator(".modal.show code")
    said.wait_for()
    assert said.inner_text() == "./diwan entity invite roads administrator@roads.localhost"
    operator.page.keyboard.press("Escape")
