"""The asset build: what an app may contain, what is served, what is built again."""

import gzip
import json
from pathlib import Path

import pytest

from ops.runtime import Runtime, RuntimeBuildError, build_assets
from tests.runtime.conftest import silent

COMPONENT = """
<template><p class="note" @click="count++">{{ count }}</p></template>
<script setup>
import { ref } from "vue";
const count = ref(0);
</script>
<style lang="scss" scoped>.note { b { color: red; } }</style>
"""


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


@pytest.fixture
def own_cache(cache: Path, runtime: Runtime, tmp_path: Path) -> Path:
    """Return a cache of this test's own, with Frappe's assets in it already: samples leave no
    trace."""
    build_assets(cache, runtime, {}, silent)
    own = tmp_path / "cache"
    own.mkdir()
    for pattern in ("node-esbuild-*", "assets-frappe-*"):
        for folder in cache.glob(pattern):
            (own / folder.name).symlink_to(folder)
    return own


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return write(
        tmp_path / "sample",
        {
            "public/js/sample.bundle.js": 'import "./note.html";\nimport Note from "./Note.vue";\n'
            'import md5 from "md5";\nwindow.sample = { Note, digest: md5("a") };\n',
            "public/js/note.html": "<b>`tick` {{ __('Note') }} \\n</b>",
            "public/js/Note.vue": COMPONENT,
            "public/css/sample.bundle.scss": '@import "~bootstrap/scss/functions";\n'
            '@import "frappe/public/css/fonts/inter/inter.css";\n'
            ".start { margin-left: 3px; background: url('/assets/sample/x.png'); }\n"
            ".kept { /*rtl:ignore*/ float: left; }\n",
            "public/images/x.png": "picture",
        },
    )


def read(assets: Path, served: str) -> str:
    return (assets / served.removeprefix("/assets/")).read_text()


def test_bundle_holds_component_template_and_packages(
    own_cache: Path, runtime: Runtime, app: Path
) -> None:
    assets = build_assets(own_cache, runtime, {"sample": app}, silent)
    served = json.loads((assets / "assets.json").read_text())
    script = read(assets, served["sample.bundle.js"])
    assert "frappe.dom.set_style(" in script
    assert "data-v-" in script
    assert "frappe.templates.note=" in script
    assert "`tick`" in script
    assert served["desk.bundle.js"].startswith("/assets/frappe/dist/js/desk.bundle.")
    assert (assets / "sample" / "images" / "x.png").read_text() == "picture"


def test_mirrored_styles_swap_sides_but_what_is_told_to_stay(
    own_cache: Path, runtime: Runtime, app: Path
) -> None:
    assets = build_assets(own_cache, runtime, {"sample": app}, silent)
    plain = read(assets, json.loads((assets / "assets.json").read_text())["sample.bundle.css"])
    mirrored_map = json.loads((assets / "assets-rtl.json").read_text())
    mirrored = read(assets, mirrored_map["rtl_sample.bundle.css"])
    assert "margin-left:3px" in plain
    assert "margin-right:3px" in mirrored
    assert "float:left" in plain
    assert "float:left" in mirrored
    assert "url(/assets/sample/x.png)" in plain.replace('"', "")
    assert "inter_black.woff2" in plain


def test_every_entry_of_the_maps_is_a_file_with_its_compressed_twin(
    own_cache: Path, runtime: Runtime
) -> None:
    assets = build_assets(own_cache, runtime, {}, silent)
    for name in ("assets.json", "assets-rtl.json"):
        entries = json.loads((assets / name).read_text())
        assert entries
        for served in entries.values():
            path = assets / served.removeprefix("/assets/")
            assert path.is_file(), served
            twin = path.with_name(path.name + ".gz")
            if twin.exists():
                assert gzip.decompress(twin.read_bytes()) == path.read_bytes()
    assert len(json.loads((assets / "assets.json").read_text())) == 31


@pytest.mark.parametrize(
    "served",
    [
        "ace-builds/src-noconflict/ace.js",
        "ace-builds/src-min-noconflict/mode-python.js",
        "frappe-gantt/dist/frappe-gantt.min.js",
        "html5-qrcode/html5-qrcode.min.js",
        "js-sha256/build/sha256.min.js",
        "qz-tray/qz-tray.js",
    ],
)
def test_packages_that_desk_loads_by_path_are_served(
    own_cache: Path, runtime: Runtime, served: str
) -> None:
    assets = build_assets(own_cache, runtime, {}, silent)
    assert (assets / "frappe" / "node_modules" / served).is_file()


def test_change_in_an_app_builds_that_app_only(
    own_cache: Path, runtime: Runtime, app: Path
) -> None:
    first = build_assets(own_cache, runtime, {"sample": app}, silent)
    write(app, {"public/js/sample.bundle.js": "window.sample = 2;\n"})
    said: list[str] = []
    second = build_assets(
        own_cache, runtime, {"sample": app}, lambda text, _share: said.append(text)
    )
    assert said == ["Building the web assets of sample"]
    assert (first / "frappe").resolve() == (second / "frappe").resolve()
    assert build_assets(own_cache, runtime, {"sample": app}, silent) == second


def test_app_without_public_folder_is_served_empty(
    own_cache: Path, runtime: Runtime, tmp_path: Path
) -> None:
    bare = write(tmp_path / "bare", {"__init__.py": ""})
    assets = build_assets(own_cache, runtime, {"bare": bare}, silent)
    assert list((assets / "bare").iterdir()) == []


def test_two_bundles_of_one_name_are_refused(own_cache: Path, runtime: Runtime, app: Path) -> None:
    write(app, {"public/js/deep/sample.bundle.js": "1;\n"})
    with pytest.raises(RuntimeBuildError, match="have the same bundle name"):
        build_assets(own_cache, runtime, {"sample": app}, silent)


def test_broken_source_is_named(own_cache: Path, runtime: Runtime, app: Path) -> None:
    write(app, {"public/js/sample.bundle.js": "const = ;\n"})
    with pytest.raises(RuntimeBuildError, match=r"sample\.bundle\.js"):
        build_assets(own_cache, runtime, {"sample": app}, silent)
