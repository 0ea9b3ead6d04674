"""The restored tree is the pinned one, is upstream's, and becomes an installable wheel."""

import base64
import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from ops.runtime import Runtime, RuntimeBuildError, verify
from ops.runtime.content import tree_digest, tree_files
from ops.runtime.process import find_uv, run_program
from ops.runtime.restore import (
    RESTORED_DIGEST,
    UPSTREAM_COMMIT,
    require_restored,
    restore_names,
    restore_tree,
)
from ops.runtime.verify import blob_hash
from ops.runtime.wheel import build_wheel, requirements


@pytest.mark.parametrize(
    ("renamed", "original"),
    [
        (b"import criscostack.utils", b"import frappe.utils"),
        (b"CRISCOSTACK Criscostack Crisco", b"FRAPPE Frappe Frappe"),
        (b"criscoerp.com, Criscoerp", b"erpnext.com, ERPNext"),
        (b"brik_helper brik bricks fabrik", b"bench_helper bench bricks fabrik"),
    ],
)
def test_names_are_restored(renamed: bytes, original: bytes) -> None:
    assert restore_names(renamed) == original
    assert restore_names(original) == original


def test_paths_and_contents_are_restored_and_litter_dropped(tmp_path: Path) -> None:
    carrier = tmp_path / "carrier"
    (carrier / "public" / "criscostack").mkdir(parents=True)
    (carrier / "public" / "criscostack" / "brik_a.js").write_bytes(b"\r\nCrisco\x00\xff")
    (carrier / ".DS_Store").write_bytes(b"litter")
    restore_tree(carrier, tmp_path / "frappe")
    files = [path.relative_to(tmp_path / "frappe") for path in tree_files(tmp_path / "frappe")]
    assert files == [Path("public/frappe/bench_a.js")]
    assert (tmp_path / "frappe" / files[0]).read_bytes() == b"\r\nFrappe\x00\xff"


def test_built_tree_has_the_pinned_digest(runtime: Runtime) -> None:
    require_restored(runtime.restored)
    assert tree_digest(runtime.restored) == RESTORED_DIGEST
    assert sum(1 for _ in tree_files(runtime.restored)) == 2900


def test_any_other_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / "frappe").mkdir()
    (tmp_path / "frappe" / "__init__.py").write_text("x = 1\n")
    with pytest.raises(RuntimeBuildError, match="nothing was installed"):
        require_restored(tmp_path / "frappe")


def test_environment_imports_the_corrected_frappe(runtime: Runtime, in_erp) -> None:
    installed = in_erp("return [frappe.__version__, frappe.__file__]")
    assert installed[0] == "15.0.0-dev"
    assert Path(installed[1]).is_relative_to(runtime.environment)
    package = Path(installed[1]).parent
    assert tree_digest(package, frozenset({"__pycache__"})) == runtime.digest


def test_wheel_is_reproducible_and_its_record_is_true(tmp_path: Path) -> None:
    tree = tmp_path / "frappe"
    tree.mkdir()
    (tree / "__init__.py").write_text("__version__ = '1'\n")
    wheels = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        wheels.append(build_wheel(tree, folder))
    assert wheels[0].read_bytes() == wheels[1].read_bytes()
    with zipfile.ZipFile(wheels[0]) as archive:
        record = next(name for name in archive.namelist() if name.endswith("RECORD"))
        for line in archive.read(record).decode().splitlines():
            name, digest, _size = line.rsplit(",", 2)
            if digest:
                actual = hashlib.sha256(archive.read(name)).digest()
                expected = base64.urlsafe_b64encode(actual).rstrip(b"=").decode()
                assert digest == f"sha256={expected}"


def test_wheel_installs_through_uv(tmp_path: Path) -> None:
    tree = tmp_path / "frappe"
    tree.mkdir()
    (tree / "__init__.py").write_text("")
    wheel = build_wheel(tree, tmp_path)
    target = tmp_path / "installed"
    run_program([find_uv(), "pip", "install", "-q", "--no-deps", "--target", target, wheel])
    assert (target / "frappe" / "__init__.py").exists()


def test_requirements_hold_the_bounds_of_the_lock() -> None:
    assert "rq~=1.16.2" in requirements()
    assert "pytest" not in requirements()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a real git repository with a small frappe/ folder, committed."""
    folder = tmp_path / "clone"
    (folder / "frappe" / "core").mkdir(parents=True)
    (folder / "frappe" / "a.py").write_text("a\n")
    (folder / "frappe" / "core" / "README.md").write_text("no new line")
    (folder / "frappe" / "gone.py").write_text("gone\n")
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    for words in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "all"]):
        subprocess.run(["git", "-C", folder, *words], check=True)
    return folder


def test_comparison_tells_known_differing_missing_and_added(clone: Path, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    (restored / "core").mkdir(parents=True)
    (restored / "a.py").write_text("a\n")
    (restored / "core" / "README.md").write_text("no new line\n")
    (restored / "gone.py").write_text("gone\n")
    good = verify(clone, restored, "HEAD")
    assert good.is_upstream
    assert (good.identical_count, good.known) == (2, ("core/README.md",))

    (restored / "a.py").write_text("changed\n")
    (restored / "gone.py").unlink()
    (restored / "new.py").write_text("")
    bad = verify(clone, restored, "HEAD")
    assert not bad.is_upstream
    assert (bad.differing, bad.missing, bad.added) == (("a.py",), ("gone.py",), ("new.py",))


def test_clone_without_the_commit_is_refused(clone: Path, runtime: Runtime) -> None:
    with pytest.raises(RuntimeBuildError, match=UPSTREAM_COMMIT):
        verify(clone, runtime.restored)


def test_blob_hash_is_gits(clone: Path) -> None:
    told = run_program(["git", "-C", clone, "rev-parse", "HEAD:frappe/a.py"]).strip()
    assert blob_hash(b"a\n") == told
