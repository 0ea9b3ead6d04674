"""The uploaded file of an import: whose it is, where it lies, and that it stays what it was.

Refuses every address but that of a file which the person uploaded, letter by letter: the database
compares without case, the disk does not. Refuses a file that is not the one that was started.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

import frappe

from erp_app.domain.findings import AuthorityError, RuleError, _
from erp_app.store.files import find_upload


class UploadForeignError(AuthorityError):
    """The address is not that of a file which the person uploaded."""


class UploadMissingError(RuleError):
    """The file was removed after it had been uploaded."""


class UploadChangedError(RuleError):
    """The file is not the one that the import was started with."""


def require_upload(address: str | None, owner: str) -> str:
    """Return the name of the File that somebody uploaded and that has exactly this address.

    Raises:
        UploadForeignError: it is somebody else's, or there is none; which of the two is not told.
    """
    name = find_upload(address or "", owner)
    if not name:
        raise UploadForeignError(
            _("{0} is not a file that you uploaded: attach one of your own"), str(address)[:140]
        )
    return name


def digest_upload(address: str | None, owner: str) -> str:
    """Return the SHA-256 of an uploaded file. Raises: UploadForeignError, UploadMissingError."""
    return _digest_of(_path_of(address, owner))


@contextmanager
def fixed_upload(address: str | None, owner: str, digest: str | None) -> Iterator[Path]:
    """Yield a copy of an uploaded file that nobody changes any more.

    Raises:
        UploadForeignError, UploadMissingError, UploadChangedError: its SHA-256 is another.
    """
    path = _path_of(address, owner)
    with TemporaryDirectory(prefix="diwan-import-") as folder:
        copy = Path(shutil.copyfile(path, Path(folder) / path.name))
        if _digest_of(copy) != digest:
            raise UploadChangedError(
                _("The file is not the one that was started any more: attach it and start again")
            )
        yield copy


def _path_of(address: str | None, owner: str) -> Path:
    file = frappe.get_doc("File", require_upload(address, owner))
    path = Path(file.get_full_path())
    if not path.is_file():
        raise UploadMissingError(
            _("The file {0} is not there any more: attach it again"), path.name
        )
    return path


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
