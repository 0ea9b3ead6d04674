"""What the warehouse says of an entity inside its ERP: each part for its readers, the file itself
for nobody."""

import pytest

pytestmark = pytest.mark.platform

METHOD = "erp_app.api.warehouse.get_figures"
READERS = {
    "finance": {"Finance Officer", "Finance Manager", "Auditor", "Entity Administrator"},
    "people": {"HR Officer", "HR Manager", "Auditor"},
}
ROLES = (
    "Finance Officer", "Finance Manager", "HR Officer", "HR Manager", "Auditor", "Employee",
    "Entity Administrator",
)  # fmt: skip


@pytest.mark.parametrize("part", READERS)
@pytest.mark.parametrize("role", ROLES)
def test_each_part_has_its_readers(platform, role, part):
    answer = platform.visitor("entity_a", role).call(METHOD, "GET", part=part)
    if role not in READERS[part]:
        assert answer.status_code == 403, answer.text
        return
    found = answer.json()["message"]
    assert found["figures"], "the first night has brought figures"
    assert {one["part"] for one in found["figures"]} == {part}


@pytest.mark.parametrize("part", ["", "all", "finance' or 1=1", "../entity_b", None])
def test_no_other_part_can_be_named(platform, part):
    answer = platform.visitor("entity_a", "Auditor").call(METHOD, "GET", part=part)
    assert answer.status_code == 400, answer.text


def test_figures_are_those_of_the_own_entity(platform):
    own, other = (
        platform.visitor(entity, "Auditor").call(METHOD, "GET", part="people").json()["message"]
        for entity in ("entity_a", "entity_b")
    )
    assert own["figures"] != other["figures"]


@pytest.mark.parametrize(
    "path",
    [
        "/private/warehouse/figures.json",
        "/private/files/../warehouse/figures.json",
        "/private/files/%2e%2e/warehouse/figures.json",
        "/files/../private/warehouse/figures.json",
        "/api/method/frappe.core.doctype.file.file.download_file"
        "?file_url=/private/warehouse/figures.json",
    ],
)
def test_file_itself_is_served_to_nobody(platform, path):
    answer = platform.visitor("entity_a", "Entity Administrator").get(path)
    assert answer.status_code in (403, 404), answer.status_code
    assert "peers" not in answer.text
