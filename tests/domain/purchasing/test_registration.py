"""What a visitor may send: known fields as plain text, and files by what they contain."""

import pytest

from erp_app.domain.purchasing.registration import (
    DOCUMENTS_MAX,
    FILE_BYTES_MAX,
    FILES_MAX,
    RegistrationInvalidError,
    Upload,
    read_sent,
    require_files,
    token_digest,
)

PDF = b"%PDF-1.7 a licence"


def test_only_known_fields_are_looked_at():
    fields, documents = read_sent(
        {"supplier_name": "A", "workflow_state": "Approved", "risk_tier": "Low", "docstatus": 1,
         "documents": [{"document_kind": "x", "parent": "SPP-00001"}]}
    )  # fmt: skip
    assert fields["supplier_name"] == "A"
    assert {"workflow_state", "risk_tier", "docstatus"}.isdisjoint(fields)
    assert set(documents[0]) == {"document_kind", "document_number", "expiry_date"}


def test_markup_in_a_name_is_none_any_more():
    fields, _rows = read_sent(
        {"supplier_name": "<script>alert(1)</script>Noor <img src=x onerror=y>"}
    )
    assert "<" not in fields["supplier_name"].replace("< ", "")
    assert "<script" not in fields["supplier_name"]


@pytest.mark.parametrize(
    "values",
    [
        {"supplier_name": "x" * 141},
        {"supplier_name": ["a"]},
        {"supplier_name": {"a": 1}},
        {"documents": "x" * (DOCUMENTS_MAX + 1)},
        {"documents": [[]]},
        {"documents": [{}] * (DOCUMENTS_MAX + 1)},
        {"documents": [{"document_kind": "x" * 41}]},
    ],
)
def test_what_has_another_form_is_refused(values):
    with pytest.raises(RegistrationInvalidError):
        read_sent(values)


@pytest.mark.parametrize(
    ("uploads", "words"),
    [
        ([Upload(0, b"MZ\x90 a program")], "PDF"),
        ([Upload(0, b"<html><script>")], "PDF"),
        ([Upload(0, b"")], "PDF"),
        ([Upload(0, PDF + b"x" * FILE_BYTES_MAX)], "MB"),
        ([Upload(1, PDF)], "belongs"),
        ([Upload(-1, PDF)], "belongs"),
        ([Upload(0, PDF)] * (FILES_MAX + 1), "At most"),
    ],
)
def test_other_files_are_refused(uploads, words):
    with pytest.raises(RegistrationInvalidError, match=words):
        require_files(uploads, 1)


def test_kind_of_a_file_follows_from_its_content():
    beginnings = (PDF, b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0")
    assert [Upload(0, start).suffix for start in beginnings] == ["pdf", "png", "jpg"]
    require_files([Upload(0, PDF)], 1)


def test_link_is_kept_as_a_digest():
    assert token_digest("a") != token_digest("b")
    assert len(token_digest("a")) == 64
