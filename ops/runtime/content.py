"""Content-addressed folders: built once under a name that says what is in them.

Owns the rule that every step of the runtime follows: a folder either is complete under its final
name or does not exist. A build killed at any moment leaves only a `.part-` folder, which the next
build of the same name removes. Refuses to change a folder that exists.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ground.atomic_files import exclusive

HASH_LENGTH = 16


def ensure_folder(target: Path, build: Callable[[Path], None]) -> Path:
    """Return `target`, calling `build(empty folder)` first when it does not exist.

    Two processes asking for the same folder build it once: the second waits. Whatever `build`
    raises is passed on and nothing stays under the final name.
    """
    if target.exists():
        os.utime(target)  # when it was used last: old ones are pruned
        return target
    part = target.parent / f".part-{target.name}"
    with exclusive(target.parent / ".locks" / target.name):
        if target.exists():
            return target
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True, mode=0o755)
        build(part)
        os.replace(part, target)
    return target


def content_key(parts: Iterable[str | bytes]) -> str:
    """Return a short name for the parts, in their order. Different parts, different name."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:HASH_LENGTH]


def tree_files(root: Path, ignored: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Yield the files below `root`, sorted by relative path; folders in `ignored` are skipped."""
    for entry in sorted(root.iterdir(), key=lambda path: path.name):
        if entry.name in ignored:
            continue
        if entry.is_dir():
            yield from tree_files(entry, ignored)
        else:
            yield entry


def tree_digest(root: Path, ignored: frozenset[str] = frozenset()) -> str:
    """Return the SHA-256 (64 hex digits) of every relative path and content below `root`."""
    digest = hashlib.sha256()
    for path in tree_files(root, ignored):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()
