"""What a visitor sends to become a supplier: the link, the fields that are taken, the files.

Owns how long a link lives, which of what was sent is looked at, and which files are taken, by what
they contain. Refuses everything else; nothing here knows whether somebody is known already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from erp_app.domain.findings import RuleError, _
from erp_app.domain.text import clean_line, storable_text

LINK_LIFE = timedelta(hours=48)
OPEN_LINKS_MAX = 3  # of one address: further ones are asked for in vain, with the same answer
FILES_MAX = 5
FILE_BYTES_MAX = 5 * 1024 * 1024
DOCUMENTS_MAX = 10
# Every field that a visitor fills in, and how many letters it takes.
FIELDS = {
    "supplier_name": 140, "supplier_name_ar": 140, "legal_form": 60, "country": 60, "is_sme": 1,
    "trade_licence_number": 60, "licence_issuer": 140, "licence_expiry": 10, "tax_number": 20,
    "address": 500, "contact_name": 140, "contact_phone": 40, "iban": 42, "bank_code": 14,
}  # fmt: skip
DOCUMENT_FIELDS = {"document_kind": 40, "document_number": 60, "expiry_date": 10}
# How a proposal came in.
FROM_REGISTRAR, FROM_VISITOR, FROM_FILE = "Registrar", "Self-registration", "Import"
_KEEPS_LINES = frozenset({"address"})
_BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


class RegistrationInvalidError(RuleError):
    """What a visitor sent cannot be taken."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. row: of the document it belongs to, from 0."""

    row: int
    content: bytes

    @property
    def suffix(self) -> str:
        """What kind of file it is by its content; "" for one that is not taken."""
        found = (kind for start, kind in _BEGINNINGS.items() if self.content.startswith(start))
        return next(found, "")


def token_digest(token: str) -> str:
    """Return what is kept of a link: nobody who reads the table can use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def read_sent(values: Mapping[str, object]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return (fields, documents) of what was sent: known fields, as plain text of their length.

    Raises: RegistrationInvalidError.
    """
    documents = values.get("documents") or []
    if not isinstance(documents, Sequence) or len(documents) > DOCUMENTS_MAX:
        raise RegistrationInvalidError(_("At most {0} documents may be sent"), DOCUMENTS_MAX)
    if not all(isinstance(row, Mapping) for row in documents):
        raise RegistrationInvalidError(_("A document has a kind, a number and a last day"))
    fields = {name: _text(name, values.get(name), most) for name, most in FIELDS.items()}
    rows = [
        {name: _text(name, row.get(name), most) for name, most in DOCUMENT_FIELDS.items()}
        for row in documents
    ]
    return fields, rows


def require_files(uploads: Sequence[Upload], documents: int) -> None:
    """Refuse files that are too many, too large, of no document, or not what we take.

    Raises: RegistrationInvalidError.
    """
    if len(uploads) > FILES_MAX:
        raise RegistrationInvalidError(_("At most {0} files may be sent"), FILES_MAX)
    for upload in uploads:
        if not 0 <= upload.row < documents:
            raise RegistrationInvalidError(_("A file belongs to a document of the form"))
        if len(upload.content) > FILE_BYTES_MAX:
            raise RegistrationInvalidError(
                _("A file may have {0} MB at most"), FILE_BYTES_MAX // 1024**2
            )
        if not upload.suffix:
            raise RegistrationInvalidError(_("Send files as PDF, PNG or JPEG"))


def _text(name: str, value: object, most: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RegistrationInvalidError(_("{0} is a text"), name)
    text = str(value)
    cleaned = storable_text(text, keeps_lines=True) if name in _KEEPS_LINES else text
    cleaned = cleaned.strip() if name in _KEEPS_LINES else clean_line(text)
    if len(cleaned) > most:
        raise RegistrationInvalidError(_("{0} has more than {1} letters"), name, most)
    return cleaned
