"""What a prepared site has: roles, settings, reference data, workspaces, users."""

import frappe
import pytest

from erp_app.api import charts
from erp_app.api.desk import set_language
from erp_app.declarations.reading import arabic_title_fields
from erp_app.install.desk_layout import LAYOUTS, list_layouts, list_visible_strings
from erp_app.install.pages import build_html_tag, complete_print_page
from erp_app.install.roles import ROLES, WITHOUT_DESK, list_profile_roles
from erp_app.install.site_setup import SiteRoleUnknownError, prepare_site
from erp_app.install.titles import add_arabic_titles, load_arabic_titles
from erp_app.install.users import create_user
from erp_app.people import setup
from tests.erp.people.factories import make_login, make_person, make_unit

pytestmark = pytest.mark.usefixtures("site")


def test_roles_open_the_desk_where_they_work_in_it_and_have_a_profile():
    assert list(WITHOUT_DESK) == ["Analytics User"]
    for role in ROLES:
        opens = role not in WITHOUT_DESK
        assert frappe.db.get_value("Role", role, "desk_access") == opens
        profile = frappe.get_doc("Role Profile", role)
        assert [row.role for row in profile.roles] == list_profile_roles(role)


def test_reference_data_is_loaded_once_and_edits_survive():
    assert frappe.db.count("Nationality") > 190
    assert frappe.db.count("Grade") == 16
    frappe.db.set_value("Nationality", "FR", "name_en", "Edited")
    before = frappe.db.count("Nationality")
    setup.install()
    assert frappe.db.count("Nationality") == before
    assert frappe.db.get_value("Nationality", "FR", "name_en") == "Edited"


def test_grade_pays_half_as_basic_and_refuses_falling_steps():
    grade = frappe.get_doc("Grade", "G05")
    assert all(row.basic_salary * 2 == row.total_salary for row in grade.steps)
    grade.steps[1].total_salary = grade.steps[0].total_salary
    with pytest.raises(frappe.ValidationError, match="must pay more"):
        grade.save()


def test_entity_site_shows_its_own_workspaces_only():
    shown = {layout.name for layout in list_layouts("entity")}
    for layout in LAYOUTS:
        assert bool(frappe.db.exists("Workspace", layout.name)) == (layout.name in shown)


@pytest.mark.parametrize("layout", list_layouts("entity"), ids=lambda layout: layout.name)
def test_workspace_has_every_block_of_its_layout(layout):
    page = frappe.get_doc("Workspace", layout.name)
    assert {row.role for row in page.roles} == set(layout.roles)
    assert [row.label for row in page.number_cards] == [card.label for card in layout.cards]
    assert [row.label for row in page.charts] == [chart.label for chart in layout.charts]
    for chart in layout.charts:
        assert chart.label in charts._CHARTS


def test_every_label_of_the_desk_is_named_for_translation():
    strings = list_visible_strings()
    assert {"Finance", "People", "Active Employees", "Headcount by Month"} <= set(strings)
    assert len(strings) == len(set(strings))


def test_charts_show_real_heads_and_refuse_readers_without_the_right():
    make_person(make_unit(), grade="G16")
    data = charts.get_chart("Employees by Grade")
    assert data["datasets"][0]["values"][data["labels"].index("G16")] >= 1
    frappe.set_user(make_login("clerk", "Finance Officer"))
    with pytest.raises(frappe.PermissionError):
        charts.get_chart("Employees by Grade")


def test_unknown_chart_is_refused():
    with pytest.raises(frappe.DoesNotExistError, match="Nonsense"):
        charts.get_chart("Nonsense")


def test_users_get_our_roles_only():
    user = create_user("new.officer@people.example", "New", ["Finance Officer"])
    roles = {row.role for row in frappe.get_doc("User", user).roles}
    assert roles == {"Finance Officer"}
    with pytest.raises(frappe.ValidationError, match="System Manager cannot be given"):
        create_user("boss@people.example", "Boss", ["System Manager"])


def test_creating_a_user_again_brings_it_to_the_roles_asked_for():
    create_user("again@people.example", "Again", ["Finance Officer"])
    user = create_user("again@people.example", "Again", ["Auditor"])
    assert {row.role for row in frappe.get_doc("User", user).roles} == {"Auditor"}


def test_language_is_the_callers_own_choice_among_two():
    user = make_login("linguist", "Employee")
    frappe.set_user(user)
    set_language("ar")
    assert frappe.db.get_value("User", user, "language") == "ar"
    with pytest.raises(frappe.ValidationError, match="xx is not offered"):
        set_language("xx")


def test_site_is_prepared_for_known_roles_only():
    with pytest.raises(SiteRoleUnknownError, match="'moon'"):
        prepare_site("moon")


def test_page_language_and_direction_are_written_once():
    assert build_html_tag(b"<html>", "en") == b'<html lang="en" dir="ltr">'
    assert build_html_tag(b'<html lang="en">', "ar") == b'<html lang="ar" dir="rtl">'


def test_arabic_session_carries_arabic_titles_and_an_english_one_none():
    unit = make_unit()
    arabic, english = {}, {}
    frappe.local.lang = "ar"
    try:
        add_arabic_titles(arabic)
    finally:
        frappe.local.lang = "en"
    add_arabic_titles(english)
    assert english == {}
    assert arabic["diwan_titles"]["Org Unit"][unit] == f"وحدة {unit}"
    assert arabic["diwan_titles"]["Grade"]["G05"] == "الدرجة الخامسة"
    assert arabic["diwan_titles"]["Account"]["21101"] == "موردون - ذمم دائنة"
    assert arabic["diwan_titles"]["Fund"]["GF"] == "الصندوق العام"


def test_every_arabic_heading_is_a_field_and_every_sent_title_is_shown_in_links():
    for doctype, field in arabic_title_fields().items():
        assert frappe.get_meta(doctype).has_field(field), doctype
    for doctype in arabic_title_fields(travelling=True):
        assert frappe.get_meta(doctype).show_title_field_in_link, doctype


def test_arabic_titles_leave_out_what_the_reader_may_not_select():
    frappe.set_user(make_login("plain", "Centre Operator"))
    assert "Org Unit" not in load_arabic_titles()


@pytest.mark.parametrize(
    "body", ["<p>own format</p>", '<div class="page-break">standard</div>', ""]
)
def test_print_page_has_what_its_script_looks_for_whatever_the_format(body):
    page = complete_print_page({"path": "printview", "body": body})["body"]
    assert page.count("page-break") == page.count("footer-html") == 1
    assert body.replace("</div>", "") in page
    assert complete_print_page({"path": "login", "body": body}) == {}
