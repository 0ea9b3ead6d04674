"""An upload has content of its own: an empty one neither breaks nor borrows another's."""

import frappe
import pytest

from tests.erp.factories import as_user, manager, officer


def upload(name: str, content, **more):
    fields = {"doctype": "File", "file_name": name, "content": content, "is_private": 1, **more}
    return frappe.get_doc(fields).insert()


@pytest.mark.parametrize("content", [b"", "", None])
def test_empty_file_is_refused_in_words(site, content):
    with as_user(officer()), pytest.raises(frappe.ValidationError, match="The file is empty"):
        upload("empty.csv", content)


def test_empty_file_under_the_name_of_anothers_takes_nothing_over(site):
    with as_user(manager()):
        secret = upload("secret.txt", frappe.generate_hash())
    name = secret.file_url.rsplit("/", 1)[1]
    with as_user(officer()), pytest.raises(frappe.ValidationError, match="The file is empty"):
        upload(name, b"")


def test_folders_have_no_content(site):
    folder = frappe.generate_hash(length=8)
    assert upload(folder, None, is_folder=1, folder="Home").name
