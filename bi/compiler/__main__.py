"""`python -m bi.compiler VERB`: dashboards as code, one process per verb, JSON lines out.

validate, newest and dictionary run in the analytics environment and need no server; push, diff
and pull run in Superset's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from bi.compiler.form import FormInvalidError, load_form
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
    """Bring the server to the files."""
    return _on_server(lambda wanted: _server().push(wanted, report_as_json))


def diff() -> list[dict[str, Any]]:
    """Return files against the server."""
    return _on_server(
        lambda wanted: [one.as_json() | {"text": str(one)} for one in _server().differences(wanted)]
    )


def pull() -> dict[str, Any]:
    """Take into the files what can be taken of the server's edits."""
    from bi.compiler.adopt import adopt

    return _on_server(lambda wanted: adopt(_server().differences(wanted)))


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


def _server() -> Any:
    from bi.compiler import server

    return server


def _on_server(act: Callable[[dict], Any]) -> Any:
    """Run something inside Superset with the compiled form."""
    from bi.compiler.bundle import compile_form
    from bi.compiler.marts import load_marts
    from bi.compiler.newest import newest_values
    from bi.environment import warehouse_folder

    form = load_form()
    wanted = compile_form(form, load_marts(), newest_values(form, warehouse_folder()))
    report_as_json(0.1, "Starting Superset")
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        return act(wanted)


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
