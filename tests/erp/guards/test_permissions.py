"""Whether somebody may read a document, asked of either base."""

import pytest

from erp_app.guards.permissions import can_read
from tests.erp.factories import as_user, auditor
from tests.erp.people.factories import make_login

pytestmark = pytest.mark.usefixtures("site")


def test_right_to_read_is_that_of_the_named_user_else_of_the_session():
    nobody = make_login("without.rights", "Employee")
    assert can_read("Account", "52101", auditor())
    assert not can_read("Account", "52101", nobody)
    with as_user(nobody):
        assert not can_read("Account", "52101")
        assert can_read("Account", "52101", auditor())


def test_missing_document_is_read_by_nobody():
    assert not can_read("Account", "no such account")
    assert not can_read("No Such Kind", "x")
