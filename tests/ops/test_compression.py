"""Compressed copies of what browsers fetch."""

import gzip
import os

from ops.environments.compression import BYTES_MIN, compress_files


def test_scripts_and_styles_get_a_copy_with_their_time_and_others_none(tmp_path):
    content = b"const answer = 42;\n" * 200
    for name in ("spa.js", "theme.css", "logo.png"):
        (tmp_path / name).write_bytes(content)
        os.utime(tmp_path / name, (1_700_000_000, 1_700_000_000))
    (tmp_path / "small.js").write_bytes(b" " * (BYTES_MIN - 1))
    assert compress_files(tmp_path) == 2
    copies = sorted(tmp_path.glob("*.gz"))
    assert [copy.name for copy in copies] == ["spa.js.gz", "theme.css.gz"]
    for copy in copies:
        assert gzip.decompress(copy.read_bytes()) == content
        assert copy.stat().st_mtime == 1_700_000_000


def test_second_time_does_nothing_and_a_broken_off_one_is_finished(tmp_path):
    for name in ("one.js", "two.js"):
        (tmp_path / name).write_bytes(b"x" * BYTES_MIN)
    assert compress_files(tmp_path) == 2
    assert compress_files(tmp_path) == 0
    (tmp_path / "two.js.gz").rename(tmp_path / "two.js.part")  # as a kill leaves it
    assert compress_files(tmp_path) == 1
    assert not list(tmp_path.glob("*.part"))
