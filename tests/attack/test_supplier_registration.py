"""The one thing a visitor may send to the hub: nobody learns whom it knows."""

import io
import json
import secrets

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

REGISTER = "erp_app.api.supplier_registration.register"
PATH = f"/api/method/{REGISTER}"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"


def visitor_of(platform, site: str = "hub"):
    """Return a visitor with an address of the own: so many may ask in an hour."""
    address = f"127.{secrets.randbelow(200) + 10}.{secrets.randbelow(250)}.{secrets.randbelow(250)}"
    return platform.visitor(site, address=address)


@pytest.fixture
def visitor(platform):
    return visitor_of(platform)


def some_mail() -> str:
    return f"visitor-{secrets.token_hex(6)}@company.example"


def link_of(platform, mail: str) -> str:
    """Return the token that the operator hands over for an address that asked."""
    return platform.run_inside(
        "from erp_app.purchasing.self_registration import renew\n"
        f"result = renew({mail!r})[0].partition('#')[2]",
        "hub",
    )


@pytest.fixture
def token(platform, visitor) -> str:
    mail = some_mail()
    assert visitor.call(REGISTER, mail=mail).status_code == 200
    return link_of(platform, mail)


def values(**more) -> dict:
    letters = secrets.token_hex(5)
    return {
        "supplier_name": f"Visitor {letters} Trading",
        "supplier_name_ar": "زائر للتجارة",
        "legal_form": "Other",
        "country": "United Arab Emirates",
        **more,
    }


def send(visitor, token: str, sent: dict, files: dict | None = None, **more):
    data = {"token": token, "values": json.dumps(sent), **more}
    return visitor.http.post(PATH, data=data, files=files or {"none": ("", b"")})


def proposals(platform, **found) -> list[dict]:
    return platform.run_inside(
        f"result = frappe.get_all('Supplier Proposal', {found!r}, ['name', 'supplier_name',"
        " 'workflow_state', 'docstatus', 'origin', 'risk_tier', 'owner', 'contact_mail'])",
        "hub",
    )


def test_page_is_the_hubs_and_speaks_both_languages(platform, visitor):
    page = visitor.get("/supplier-registration")
    assert page.status_code == 200
    assert 'name="viewport"' in page.text
    assert "Registration as a Supplier" in page.text
    visitor.http.cookies.set("preferred_language", "ar")
    page = visitor.get("/supplier-registration")
    assert "التسجيل موردًا" in page.text
    assert 'dir="rtl"' in page.text
    assert visitor_of(platform, "entity_a").get("/supplier-registration").status_code == 404


def test_visitor_becomes_a_draft_that_a_registrar_reads(platform, visitor, token):
    sent = values(documents=[{"document_kind": "trade-licence", "expiry_date": "2030-01-01"}])
    answer = send(visitor, token, sent, {"file_0": ("x.exe", io.BytesIO(PDF))})
    assert answer.status_code == 200, answer.text
    (made,) = proposals(platform, supplier_name=sent["supplier_name"])
    assert (made["workflow_state"], made["docstatus"], made["origin"]) == (
        "Draft", 0, "Self-registration",
    )  # fmt: skip
    registrar = platform.visitor("hub", "Supplier Registrar")
    read = registrar.resource("GET", f"Supplier Proposal/{made['name']}").json()["data"]
    address = read["documents"][0]["file"]
    assert address.startswith("/private/files/trade-licence-1")
    assert address.endswith(".pdf")
    assert registrar.get(address).content == PDF
    assert_refused(visitor.get(address), 401, 403, 404)


def test_answer_is_the_same_for_a_known_and_an_unknown_address(platform):
    known = platform.login_of("Supplier Registrar", "hub")
    asked = some_mail()
    visitor_of(platform).call(REGISTER, mail=asked)
    answers = [
        visitor_of(platform).call(REGISTER, mail=mail) for mail in (known, asked, some_mail())
    ]
    assert {(one.status_code, one.text) for one in answers} == {(200, answers[0].text)}


def test_fourth_link_of_an_address_is_answered_alike_and_made_not(platform):
    mail = some_mail()
    answers = [visitor_of(platform).call(REGISTER, mail=mail) for _once in range(5)]
    assert len({one.text for one in answers}) == 1
    count = f"result = frappe.db.count('Supplier Registration', {{'mail': {mail!r}}})"
    assert platform.run_inside(count, "hub") == 3


@pytest.mark.parametrize("forged", ["x", "0" * 43, "' or 1=1 -- ", "%", "../../etc/passwd"])
def test_forged_link_is_refused(platform, visitor, forged):
    sent = values()
    assert_refused(send(visitor, forged, sent), 403)
    assert proposals(platform, supplier_name=sent["supplier_name"]) == []


def test_link_counts_once(platform, visitor, token):
    first, second = values(), values()
    assert send(visitor, token, first).status_code == 200
    assert_refused(send(visitor, token, second), 403)
    assert proposals(platform, supplier_name=second["supplier_name"]) == []


def test_link_of_two_days_ago_is_refused(platform, visitor, token):
    platform.run_inside(
        "from erp_app.domain.purchasing.registration import token_digest\n"
        "frappe.db.sql('update `tabSupplier Registration` set expires_at = now() - interval 9 hour"
        f" where token_digest = %s', token_digest({token!r}))",
        "hub",
    )
    assert_refused(send(visitor, token, values()), 403)


def test_link_that_was_followed_by_another_one_is_refused(platform, visitor):
    mail = some_mail()
    visitor.call(REGISTER, mail=mail)
    earlier, later = link_of(platform, mail), link_of(platform, mail)
    assert_refused(send(visitor, earlier, values()), 403)
    assert send(visitor, later, values()).status_code == 200


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00 a program", b"<html><script>alert(1)</script>", b"<svg onload=alert(1)>", b"",
     PDF + b"0" * (5 * 1024 * 1024)],
    ids=["program", "page", "drawing", "empty", "oversized"],
)  # fmt: skip
def test_other_files_are_refused_and_the_link_goes_on(platform, visitor, token, content):
    sent = values(documents=[{"document_kind": "insurance"}])
    answer = send(visitor, token, sent, {"file_0": ("licence.pdf", io.BytesIO(content))})
    assert 400 <= answer.status_code < 500, answer.text[:200]
    assert proposals(platform, supplier_name=sent["supplier_name"]) == []
    assert send(visitor, token, values()).status_code == 200


def test_files_of_others_and_rows_of_others_are_not_taken(platform, visitor, token):
    """An address in a field is no file; what else stands in the form is not looked at."""
    sent = values(
        risk_tier="Low", workflow_state="Approved", docstatus=1, origin="Import", owner="x",
        documents=[{"document_kind": "insurance", "file": "/private/files/others.pdf",
                    "parent": "SPP-00001", "name": "x"}],
    )  # fmt: skip
    assert send(visitor, token, sent).status_code == 200
    (made,) = proposals(platform, supplier_name=sent["supplier_name"])
    assert (made["docstatus"], made["risk_tier"]) == (0, "Medium")
    assert (made["origin"], made["owner"]) == ("Self-registration", "Guest")
    rows = f"result = frappe.get_all('Supplier Document', {{'parent': {made['name']!r}}}, ['file'])"
    assert platform.run_inside(rows, "hub") == [{"file": None}]


def test_script_in_a_name_is_shown_as_text(platform, visitor, token):
    word = secrets.token_hex(5)
    sent = values(supplier_name=f"<script>alert(1)</script>{word}<img src=x onerror=alert(2)>")
    assert send(visitor, token, sent).status_code == 200
    (made,) = proposals(platform, supplier_name=["like", f"%{word}%"])
    assert "<script" not in made["supplier_name"]
    assert "<img" not in made["supplier_name"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"supplier_name": "x" * 500},
        {"supplier_name": ["a", "b"]},
        {"country": "Nowhere"},
        {"legal_form": "Whatever"},
        {"licence_expiry": "soon"},
        {"iban": "AE000000000000000000000"},
        {"tax_number": "12"},
        {"documents": [{"document_kind": "Role"}]},
        {"documents": "x" * 100},
        {"documents": [{}] * 50},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_stores_nothing(platform, visitor, token, wrong):
    answer = send(visitor, token, values(**wrong))
    assert 400 <= answer.status_code < 500, answer.text[:200]
    assert "Traceback" not in answer.text
    assert send(visitor, token, values()).status_code == 200, "the link goes on counting"


@pytest.mark.parametrize("body", [{"values": "{"}, {"values": "[1]"}, {"values": "7"}])
def test_form_that_is_none_is_refused(visitor, token, body):
    answer = visitor.http.post(PATH, data={"token": token, **body})
    assert 400 <= answer.status_code < 500, answer.text[:200]


@pytest.mark.parametrize("mail", ["", "no address", "a@b\r\nBcc: c@d.example", "<b>@x", "x" * 200])
def test_what_is_no_address_gets_no_link(visitor, mail):
    assert_refused(visitor.call(REGISTER, mail=mail), 400, 403, 417)


def test_entity_takes_no_registration(platform):
    assert_refused(visitor_of(platform, "entity_a").call(REGISTER, mail=some_mail()), 403)


def test_page_of_another_site_and_a_link_send_nothing(visitor, token):
    headers = {"Origin": "https://evil.example"}
    assert_refused(visitor.http.post(PATH, data={"token": token}, headers=headers), 403)
    assert_refused(visitor.get(PATH, params={"mail": some_mail()}), 403, 405)


def test_visitor_who_asks_on_and_on_is_slowed(platform):
    visitor = visitor_of(platform)
    answers = [visitor.call(REGISTER, mail=some_mail()) for _once in range(25)]
    assert answers[0].status_code == 200
    assert_refused(answers[-1], 429, 417)
    assert "rate limit" in answers[-1].text


@pytest.mark.parametrize("kind", ["Supplier", "Supplier Proposal", "Supplier Registration"])
def test_visitor_reads_nothing_of_the_register(visitor, kind):
    assert_refused(visitor.resource("GET", kind))
    assert_refused(visitor.call("frappe.client.get_list", "GET", doctype=kind))
    assert_refused(visitor.resource("POST", kind, supplier_name="x"))
