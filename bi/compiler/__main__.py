"""`python -m bi.compiler VERB`: dashboards as code, one process per verb, JSON lines out.

validate, newest and dictionary run in the analytics environment and need no server; push, diff
and pull run in Superset's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from bi.compiler.additions import Addition, texts_with, write_into
from bi.compiler.compare import Assets
from bi.compiler.form import FormInvalidError, load_form
from bi.compiler.released import Released
from ground.json_lines import fail_with, finish_with, report_as_json


def validate() -> list[str]:
    """Return what does not fit, as sentences; the newest build says whether a tile is cut."""
    from bi.compiler.chain import validate as validate_chain
    from bi.compiler.cuts import check_nothing_is_cut
    from bi.environment import warehouse_folder

    report_as_json(0.1, "Building the models over empty tables")
    findings = validate_chain()
    if not findings:
        report_as_json(0.9, "Counting the groups of every tile")
        findings = check_nothing_is_cut(load_form(), warehouse_folder())
    return [str(finding) for finding in findings]


def push() -> dict[str, Any]:
    """Bring the server to the files, and to the tiles that were released in the browser and are not
    in the files yet; those that are by now are noted as pulled."""
    return _on_server(_push)


def _push(wanted: Assets, tiles: Released) -> dict[str, Any]:
    from bi.compiler import server

    result = server.push(wanted, report_as_json)
    tiles.note_pulled()
    return result | {"kept": [one.slug for one in tiles.not_in_files]}


def diff() -> list[dict[str, Any]]:
    """Return files against the server, and released tiles that the files do not have yet."""
    return _on_server(_diff)


def _diff(wanted: Assets, tiles: Released) -> list[dict[str, Any]]:
    from bi.compiler import server

    found = [one.as_json() | {"text": str(one)} for one in server.differences(wanted)]
    return found + [
        {"asset": file, "path": "", "files": None, "server": one.line, "text": text}
        for one in tiles.not_in_files
        for file, text in [_told(one)]
    ]


def _told(one: Addition) -> tuple[str, str]:
    """Return the file a released tile belongs into, and what is said of it."""
    file = f"dashboards/{one.subject}.yml"
    return file, f"{file}: tile {one.slug}: released in the browser, the files lack it"


def pull() -> dict[str, Any]:
    """Take into the files what can be taken of the server's edits, and the released tiles."""
    return _on_server(_pull)


def _pull(wanted: Assets, tiles: Released) -> dict[str, Any]:
    from bi.compiler import server
    from bi.compiler.adopt import adopt

    found = server.differences(wanted)
    taken = [_told(one)[1] for one in write_into(tiles.not_in_files)]
    result = adopt(found)
    return {**result, "taken": taken + result["taken"]}


def newest() -> dict[str, Any]:
    """Return where filters of the newest open, in the published build."""
    from bi.compiler.newest import newest_values
    from bi.environment import warehouse_folder

    return newest_values(load_form(), warehouse_folder())


def dictionary() -> dict[str, Any]:
    """Write docs/dictionary.md and the exposures anew."""
    from bi.compiler.dictionary import write_dictionary
    from bi.compiler.exposures import write_exposures

    return {"written": [str(write_dictionary()), str(write_exposures())]}


def _on_server(act: Callable[[Assets, Released], Any]) -> Any:
    """Run something inside Superset with the compiled form: the files, and released tiles."""
    from bi.compiler.bundle import compile_form
    from bi.compiler.marts import load_marts
    from bi.compiler.newest import newest_values
    from bi.environment import warehouse_folder

    newest = newest_values(load_form(), warehouse_folder())
    report_as_json(0.1, "Starting Superset")
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        tiles = Released.load()
        form = load_form(texts=texts_with(tiles.not_in_files))
        tiles.require_fitting(form)
        return act(compile_form(form, load_marts(), newest), tiles)


VERBS = {f.__name__: f for f in (validate, push, diff, pull, newest, dictionary)}


def main(arguments: list[str]) -> int:
    """Run one verb; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in VERBS:
        return fail_with(f"Say one of: {', '.join(VERBS)}")
    try:
        finish_with(VERBS[arguments[0]]())
    except FormInvalidError as error:
        return fail_with(str(error), "Mend the file.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
