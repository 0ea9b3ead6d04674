"""The web assets: what `sites/assets` holds, built per app and put together.

Owns which files an app serves (its public folder, its bundles, the few node packages that Desk
loads by path) and the two asset maps. An app's result is kept by content: a change in one app
builds that app only. Refuses two bundles of one name in an app.

After switching `sites/assets` to a new result, delete the Redis key `assets_json` (it has no
prefix): Frappe keeps the old map there.
"""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from ops.runtime.content import content_key, ensure_folder, tree_digest
from ops.runtime.install import FrappeTree
from ops.runtime.node import ensure_packages, require_node
from ops.runtime.process import run_program

SCRIPTS = Path(__file__).parent / "esbuild"
ASSET_MAPS = ("assets.json", "assets-rtl.json")
# Desk loads these from /assets/frappe/node_modules/ when a screen first needs them.
SERVED_PACKAGES = (
    "ace-builds/src-min-noconflict",
    "frappe-gantt/dist",
    "html5-qrcode/html5-qrcode.min.js",
    "js-sha256/build",
    "qz-tray/qz-tray.js",
)

Report = Callable[[str, float], None]


def copy_public(package: Path, target: Path) -> None:
    """Copy what the app serves as it is; its sources of bundles too (Desk names them in errors)."""
    if (package / "public").is_dir():
        ignored = shutil.ignore_patterns("node_modules", "dist", "__pycache__")
        shutil.copytree(package / "public", target, dirs_exist_ok=True, ignore=ignored)


def copy_served_packages(modules: Path, target: Path) -> None:
    """Copy the served node packages; the readable form of ace is the small one under its name."""
    for served in SERVED_PACKAGES:
        source = modules / served
        (target / served).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / served)
        else:
            shutil.copyfile(source, target / served)
    (target / "ace-builds" / "src-noconflict").symlink_to("src-min-noconflict")


def run_build(node_folder: Path, app: str, packages: dict[str, Path], output: Path) -> None:
    """Bundle one app into `output`: dist/, assets.json, assets-rtl.json."""
    job = {
        "app": app,
        "package": str(packages[app]),
        "packages": {name: str(folder) for name, folder in packages.items()},
        "output": str(output),
    }
    run_program([require_node(), node_folder / "build.mjs", json.dumps(job)], folder=node_folder)


def ensure_app(
    cache: Path, node_folder: Path, app: str, packages: dict[str, Path], key: str, report: Report
) -> Path:
    """Return the folder `assets-<app>-<key>`: served/ and the app's two maps."""

    def build(folder: Path) -> None:
        report(f"Building the web assets of {app}", 0.90)
        run_build(node_folder, app, packages, folder)
        served = folder / "served"
        copy_public(packages[app], served)
        if (folder / "dist").is_dir():
            os.replace(folder / "dist", served / "dist")
        served.mkdir(exist_ok=True)
        if app == "frappe":
            copy_served_packages(node_folder / "node_modules", served / "node_modules")

    return ensure_folder(cache / f"assets-{app}-{key}", build)


def compose(cache: Path, built: dict[str, Path]) -> Path:
    """Return the folder to serve as /assets: a link per app, and the merged maps."""
    key = content_key(made.name for made in built.values())

    def build(folder: Path) -> None:
        for app, made in built.items():
            (folder / app).symlink_to(os.path.join("..", made.name, "served"))
        for name in ASSET_MAPS:
            merged: dict[str, str] = {}
            for made in built.values():
                merged |= json.loads((made / name).read_text(encoding="utf-8"))
            (folder / name).write_text(json.dumps(merged, indent=1), encoding="utf-8")

    return ensure_folder(cache / f"site-assets-{key}", build)


def build_assets(cache: Path, tree: FrappeTree, apps: dict[str, Path], report: Report) -> Path:
    """Return the folder to serve as `sites/assets`, building what is missing.

    apps: each app's python package folder by name, e.g. {"erp_app": <repo>/erp_app}, in the order
    of apps.txt; Frappe is added before them. A bundle of a later app wins over one of an earlier.
    Raises: RuntimeBuildError with the bundler's message.
    """
    cache = cache.resolve()
    node_folder = ensure_packages(cache, SCRIPTS, report)
    packages = {"frappe": tree.frappe}
    packages |= {app: folder.resolve() for app, folder in apps.items() if app != "frappe"}
    frappe_key = content_key([node_folder.name, tree.digest])
    built = {}
    for app, package in packages.items():
        key = frappe_key
        if app != "frappe":
            public = package / "public"
            key = content_key([frappe_key, tree_digest(public) if public.is_dir() else ""])
        built[app] = ensure_app(cache, node_folder, app, packages, key, report)
    return compose(cache, built)
