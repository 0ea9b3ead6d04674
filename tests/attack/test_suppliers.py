"""The register against who wants more than is theirs: own approvals, accounts, other entities."""

import secrets

import pytest

from tests.attack.running_platform import assert_refused
from tests.registering import Register

pytestmark = pytest.mark.platform

READERS = (
    "Finance Officer", "Finance Manager", "Budget Controller", "Auditor", "Entity Administrator",
    "Treasurer",
)  # fmt: skip
IBAN = "AE070331234567890123456"


@pytest.fixture(scope="module")
def register(platform) -> Register:
    sites = {name: platform.host(name) for name in ("hub", "entity_a", "entity_b")}
    return Register({
        "erp_python": platform.erp_python, "sites_dir": platform.sites_dir, "sites": sites,
        "environment": platform.environment,
    })  # fmt: skip


@pytest.fixture(scope="module")
def supplier(platform, register) -> str:
    """Return a supplier with an account in force, which the entities know."""
    (name,) = register.add()
    platform.run_inside(
        "frappe.get_doc(dict(doctype='Supplier Bank Account', supplier="
        f"{name!r}, iban={IBAN!r}, currency='AED')).insert()",
        "hub",
    )
    iban = f"result = frappe.db.get_value('Supplier', {name!r}, 'iban')"
    register.wait(lambda: platform.run_inside(iban, "entity_a") == IBAN)
    return name


@pytest.mark.parametrize("role", READERS)
def test_mirror_is_written_by_nobody(platform, supplier, role):
    visitor = platform.visitor("entity_a", role)
    for verb, path, body in (
        ("PUT", f"Supplier/{supplier}", {"status": "Active"}),
        ("PUT", f"Supplier/{supplier}", {"iban": IBAN}),
        ("POST", "Supplier", {"supplier_name": "Own", "status": "Active"}),
        ("DELETE", f"Supplier/{supplier}", {}),
        ("POST", "Exchange Message", {"number": 1}),
        ("PUT", "Exchange Position/hub", {"last_number": 0}),
        ("POST", "Supplier Proposal", {"supplier_name": "Own"}),
        ("POST", "Supplier Bank Account", {"supplier": supplier, "iban": IBAN}),
        ("POST", "Supplier Block", {"supplier": supplier, "block_reason": "x"}),
    ):
        assert_refused(visitor.resource(verb, path, **body), 403, 417)
    for method in ("erp_app.exchange.inbox.apply", "erp_app.purchasing.mirror.apply_supplier"):
        assert_refused(visitor.call(method, name=supplier, content={"status": "Active"}), 403)
    read = visitor.resource("GET", f"Supplier/{supplier}")
    assert read.status_code == 200
    assert (IBAN in read.text) is (role == "Treasurer")


def test_whole_account_number_is_no_answer_to_a_question_either(platform, supplier):
    officer = platform.visitor("entity_a", "Finance Officer")
    filters = f'[["Supplier","iban","=","{IBAN}"]]'
    asked = officer.get("/api/resource/Supplier", params={"filters": filters})
    assert supplier not in asked.text
    listed = officer.get("/api/resource/Supplier", params={"fields": '["name","iban"]'})
    assert IBAN not in listed.text


def test_messages_are_read_by_no_entity_and_their_content_by_nobody(platform, supplier):
    for role in READERS:
        visitor = platform.visitor("entity_a", role)
        assert_refused(visitor.resource("GET", "Exchange Message"))
    operator = platform.visitor("hub", "Centre Operator")
    listed = operator.get(
        "/api/resource/Exchange Message", params={"fields": '["name","body"]', "limit": 500}
    )
    assert IBAN not in listed.text
    newest = operator.get("/api/resource/Exchange Message").json()["data"][0]["name"]
    assert IBAN not in operator.resource("GET", f"Exchange Message/{newest}").text


def test_entity_with_its_own_credential_reaches_neither_the_hub_nor_a_sibling(platform, supplier):
    """What carries messages is no way in: an entity's database user sees its own database alone."""
    for other in ("hub", "entity_b"):
        name = platform.run_inside("result = frappe.conf.db_name", other)
        code = (
            "import pymysql\n"
            "try:\n"
            f"    frappe.db.sql('select body from `{name}`.`tabExchange Message` limit 1')\n"
            "    result = 'read'\n"
            "except pymysql.err.OperationalError as error:\n"
            "    result = error.args[0]\n"
        )
        assert platform.run_inside(code) in (1044, 1142)


def test_message_for_another_entity_is_not_applied(platform, supplier):
    code = (
        "from erp_app.domain.messages import Message, MessageRefusedError\n"
        "from erp_app.exchange.inbox import apply\n"
        "message = Message(10**6, 'supplier', 'SUP-999999', 'roads', '{}', 'x')\n"
        "try:\n"
        "    apply([message], 10**6, 'x')\n"
        "    result = 'applied'\n"
        "except MessageRefusedError as error:\n"
        "    result = str(error)\n"
        "frappe.db.rollback()\n"
    )
    assert "not for finance" in platform.run_inside(code)


def test_registrar_does_not_confirm_the_own_account_nor_shorten_its_cooling_time(
    platform, supplier
):
    registrar = platform.visitor("hub", "Supplier Registrar")
    fields = {
        "supplier": supplier, "iban": "AE460090000000123456789", "currency": "AED",
        "wanted_from": "2020-01-01", "counts_from": "2020-01-01", "docstatus": 1,
    }  # fmt: skip
    made = registrar.resource("POST", "Supplier Bank Account", **fields)
    if made.status_code == 200:  # what is sent as confirmed is stored as a draft, or refused
        assert made.json()["data"]["docstatus"] == 0
    fields.pop("docstatus")
    made = registrar.resource("POST", "Supplier Bank Account", **fields)
    assert made.status_code == 200, made.text
    account = made.json()["data"]
    assert not account.get("counts_from")
    path = f"Supplier Bank Account/{account['name']}"
    sent = registrar.resource("PUT", path, workflow_state="For Confirmation").json()["data"]
    for body in ({"docstatus": 1}, {"workflow_state": "In Force"}, {"counts_from": "2020-01-01"}):
        answer = registrar.resource("PUT", path, **body)
        assert answer.status_code >= 400 or not answer.json()["data"].get("counts_from")
    step = {"doctype": "Supplier Bank Account", "name": account["name"], "action": "Confirm"}
    take = "erp_app.api.documents.take_step"
    assert_refused(registrar.call(take, **step, modified=sent["modified"]), 403)
    approver = platform.visitor("hub", "Supplier Approver")
    seen = approver.resource("GET", path).json()["data"]["modified"]
    answer = approver.call(take, **step, modified=seen, date="2020-01-01")
    assert answer.status_code == 200, answer.text
    counts = approver.resource("GET", path).json()["data"]["counts_from"]
    today = platform.run_inside("result = frappe.utils.add_days(frappe.utils.today(), 7)", "hub")
    assert counts == str(today)[:10]
    assert platform.run_inside(
        f"result = frappe.db.get_value('Supplier', {supplier!r}, 'iban')", "hub"
    ) == IBAN  # fmt: skip


def test_registrar_writes_into_nothing_that_is_decided(platform, supplier):
    registrar = platform.visitor("hub", "Supplier Registrar")
    name = f"Own {secrets.token_hex(4)}"
    fields = {
        "supplier_name": name, "supplier_name_ar": "خاص", "legal_form": "Other",
        "country": "United Arab Emirates", "risk_tier": "Low", "payment_days": 30,
    }  # fmt: skip
    made = registrar.resource("POST", "Supplier Proposal", **fields, workflow_state="Approved")
    assert made.status_code >= 400
    assert_refused(registrar.resource("PUT", f"Supplier/{supplier}", status="Active"), 403, 417)
    block = registrar.resource("POST", "Supplier Block", supplier=supplier, block_reason="x")
    assert_refused(block, 403, 417)
    assert_refused(registrar.resource("POST", "Policy Value", policy_value="1"), 403)
