"""Proof that the restored tree is upstream's: compared file by file with a clone of its repository.

Owns the list of files known to differ and why. Compares before corrections, by git's own hashes.
Refuses a clone that lacks the commit. Needs `git` and any clone: nothing is fetched.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ops.runtime.content import tree_files
from ops.runtime.process import RuntimeBuildError, find_program, run_program
from ops.runtime.restore import UPSTREAM_COMMIT

# What whoever renamed the package changed beside the names.
NEW_LINE_AT_END = "a new line was added at its end"
OTHER_PICTURE = "another picture"
WORD = "a word or white space in a translation"
KNOWN_DIFFERENCES = {
    "core/README.md": NEW_LINE_AT_END,
    "core/doctype/report/report.json": NEW_LINE_AT_END,
    "core/doctype/scheduled_job_type/scheduled_job_type.json": NEW_LINE_AT_END,
    "core/doctype/user_type/user_type.json": NEW_LINE_AT_END,
    "custom/module_onboarding/customization/customization.json": NEW_LINE_AT_END,
    "desk/page/backups/backups.html": NEW_LINE_AT_END,
    "email/doctype/email_account/email_account.json": NEW_LINE_AT_END,
    "public/images/frappe-favicon.svg": OTHER_PICTURE,
    "public/images/frappe-framework-logo.png": OTHER_PICTURE,
    "public/images/frappe-framework-logo.svg": OTHER_PICTURE,
    "public/images/frappe-logo.png": OTHER_PICTURE,
    "public/images/ui-states/404.png": OTHER_PICTURE,
    "utils/safe_exec.py": "one word of a docstring",
} | {
    f"translations/{language}.csv": WORD
    for language in ("bn", "de", "gu", "hi", "kn", "ml", "mr", "ta", "te", "tr", "uz")
}


@dataclass(frozen=True)
class Comparison:
    """What comparing a restored tree with upstream gave; paths are below frappe/, sorted.

    identical_count: files with the same bytes. known: differing as KNOWN_DIFFERENCES says.
    differing: with other bytes. missing: upstream only. added: restored only.
    """

    identical_count: int
    known: tuple[str, ...]
    differing: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def is_upstream(self) -> bool:
        """True when nothing differs but what is known to."""
        return not (self.differing or self.missing or self.added)


def blob_hash(content: bytes) -> str:
    """Return git's name of a file with this content (40 hex digits)."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def upstream_blobs(clone: Path, commit: str) -> dict[str, str]:
    """Return git's hash of every file below frappe/ at `commit`, by path.

    Raises: RuntimeBuildError when the clone does not hold the commit.
    """
    git = find_program("git", "git")
    try:
        listing = run_program(
            [git, "-c", "safe.directory=*", "-C", clone, "ls-tree", "-r", "-z", commit, "frappe/"]
        )
    except RuntimeBuildError as error:
        raise RuntimeBuildError(
            f"{clone} is no git clone that holds commit {commit}. "
            "Give a clone of Frappe with its history up to August 2023."
        ) from error
    entries = (entry.split("\t", 1) for entry in listing.split("\0") if entry)
    return {path.removeprefix("frappe/"): head.split()[2] for head, path in entries}


def verify(clone: Path, restored: Path, commit: str = UPSTREAM_COMMIT) -> Comparison:
    """Compare `restored` (the folder of the package, before corrections) with `commit`."""
    upstream = upstream_blobs(clone, commit)
    ours = {
        path.relative_to(restored).as_posix(): blob_hash(path.read_bytes())
        for path in tree_files(restored)
    }
    differing = {path for path, name in ours.items() if upstream.get(path, name) != name}
    return Comparison(
        identical_count=sum(upstream.get(path) == name for path, name in ours.items()),
        known=tuple(sorted(differing & KNOWN_DIFFERENCES.keys())),
        differing=tuple(sorted(differing - KNOWN_DIFFERENCES.keys())),
        missing=tuple(sorted(upstream.keys() - ours.keys())),
        added=tuple(sorted(ours.keys() - upstream.keys())),
    )
