"""The local wheel `frappe`: the restored tree with our corrections, as pip understands it.

Owns the wheel's version, metadata and file format. The same tree gives the same bytes, so a
wheel's hash can be compared between machines. Refuses nothing: its input is already checked.
"""

import base64
import hashlib
import zipfile
from pathlib import Path

from ops.runtime.content import tree_files

# Raise the number behind "diwan." with every change of the corrections that is released.
VERSION = "15.0.0.dev0+diwan.1"
WHEEL_NAME = f"frappe-{VERSION}-py3-none-any.whl"
DIST_INFO = f"frappe-{VERSION}.dist-info"
RUNTIME_LOCK_INPUT = Path(__file__).parents[1] / "locks" / "erp.in"
FIXED_DATE = (2023, 8, 5, 0, 0, 0)

WHEEL_FILE = "Wheel-Version: 1.0\nGenerator: diwan\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def requirements() -> list[str]:
    """Return Frappe's own requirements, as written in the [frappe] part of erp.in."""
    text = RUNTIME_LOCK_INPUT.read_text(encoding="utf-8")
    part = text.split("# [frappe]", 1)[1].split("# [diwan]", 1)[0]
    lines = (line.split("#", 1)[0].strip() for line in part.splitlines()[1:])
    return [line for line in lines if line]


def metadata() -> str:
    """Return the METADATA file."""
    head = [
        "Metadata-Version: 2.1",
        "Name: frappe",
        f"Version: {VERSION}",
        "Summary: Frappe Framework, restored and corrected for Diwan",
        "License: MIT",
        "Requires-Python: >=3.10",
    ]
    return "\n".join(head + [f"Requires-Dist: {line}" for line in requirements()]) + "\n"


def write_member(archive: zipfile.ZipFile, name: str, content: bytes) -> str:
    """Add one file to the wheel and return its RECORD line."""
    member = zipfile.ZipInfo(name, FIXED_DATE)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o100644 << 16
    archive.writestr(member, content, compresslevel=1)
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def build_wheel(tree: Path, folder: Path) -> Path:
    """Write the wheel of `tree` (the folder of the package `frappe`) into `folder`."""
    wheel = folder / WHEEL_NAME
    with zipfile.ZipFile(wheel, "w") as archive:
        record = ""
        for path in tree_files(tree):
            name = f"frappe/{path.relative_to(tree).as_posix()}"
            record += write_member(archive, name, path.read_bytes())
        record += write_member(archive, f"{DIST_INFO}/METADATA", metadata().encode())
        record += write_member(archive, f"{DIST_INFO}/WHEEL", WHEEL_FILE.encode())
        record += f"{DIST_INFO}/RECORD,,\n"
        write_member(archive, f"{DIST_INFO}/RECORD", record.encode())
    return wheel
