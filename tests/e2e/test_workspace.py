"""The workspace's charts, the upload dialog and the empty lists: nothing cut, nothing in vain."""

import pytest

pytestmark = [pytest.mark.platform, pytest.mark.browser]


@pytest.fixture
def officer(visitors):
    return visitors.get("entity_a", "Finance Officer")


def test_legend_of_the_largest_expenses_shows_whole_names(officer):
    officer.open("/app/finance")
    items = officer.form.locator(".diwan-legend li")
    items.first.wait_for()
    assert 2 <= items.count() <= 8
    for item in items.all():
        box = item.locator("span")
        assert box.inner_text().strip()
        assert box.evaluate("node => node.scrollWidth <= node.clientWidth + 1"), box.inner_text()
    shares = [int(text.rstrip("%")) for text in items.locator("bdi").all_inner_texts()]
    assert 95 <= sum(shares) <= 105


@pytest.mark.parametrize(
    ("role", "path", "names"),
    [
        ("Finance Manager", "/app/finance", ["Entity spend", "Entity revenue"]),
        ("HR Manager", "/app/people", ["Heads", "Vacancy", "Share of nationals", "Share of women"]),
    ],
)
def test_figures_of_the_warehouse_are_below_the_workspace_in_both_languages(
    visitors, role, path, names
):
    person = visitors.get("entity_a", role)
    person.open(path)
    figures = person.form.locator(".diwan-figure")
    figures.first.wait_for()
    assert person.form.locator(".diwan-figure-label").all_inner_texts() == names
    numbers = person.form.locator(".diwan-figure strong bdi").all_inner_texts()
    given = person.page.evaluate(
        """async (part) => {
            const method = "erp_app.api.warehouse.get_figures";
            const { message } = await frappe.call({ method, type: "GET", args: { part } });
            return message.figures.map(({ format, value }) =>
                format === "share" ? value * 100 : value);
        }""",
        "finance" if role.startswith("Finance") else "people",
    )
    shown = [float(text.rstrip("%").replace(",", "")) for text in numbers]
    assert shown == pytest.approx(given, abs=0.06)
    person.switch_language()
    try:
        figures.first.wait_for()
        assert not set(person.form.locator(".diwan-figure-label").all_inner_texts()) & set(names)
    finally:
        person.switch_language()


def test_menu_of_a_chart_offers_what_works_and_is_translated(officer):
    officer.open("/app/finance")
    officer.form.locator(".diwan-legend").wait_for()
    actions = officer.page.evaluate(
        """() => [...document.querySelectorAll(".dashboard-widget-box .dropdown-menu a")]
            .map((link) => link.dataset.action)"""
    )
    assert set(actions) <= {"action-refresh", "action-list"}
    officer.switch_language()
    try:
        officer.form.locator(".diwan-legend").wait_for()
        texts = officer.page.locator(".dashboard-widget-box .dropdown-menu a").all_text_contents()
        assert texts
        assert not any("Journal" in text for text in texts), texts
    finally:
        officer.switch_language()


def test_empty_list_of_imports_says_how_to_begin(visitors):
    manager = visitors.get("entity_c", "HR Manager")  # other suites import into the first two
    manager.open("/app/import-batch")
    state = manager.form.locator(".diwan-empty")
    state.wait_for()
    assert "save the empty file with the columns" in state.inner_text()
    state.locator(".btn-new-doc").click()
    manager.page.wait_for_url("**/import-batch/new**")


def test_upload_dialog_offers_only_what_the_server_takes(officer):
    # The dialog's bundle comes after ours on one load and before it on another: both must do.
    assert officer.page.evaluate(
        """() => {
            frappe.ui.FileUploader = class { constructor(options) { this.options = options; } };
            return new frappe.ui.FileUploader({}).options.disable_file_browser;
        }"""
    )
    officer.open("/app/import-batch/new")
    officer.choose("kind", "Journal")
    officer.form.locator('[data-fieldname="file"] .btn-attach').click()
    ways = officer.page.locator(".modal.show .btn-file-upload:visible")
    ways.first.wait_for()
    labels = {text.strip() for text in ways.all_inner_texts()}
    assert "My Device" in labels
    assert labels <= {"My Device", "Camera"}
    assert officer.page.locator(".modal.show .btn-modal-secondary:visible").count() == 0
    officer.page.keyboard.press("Escape")
