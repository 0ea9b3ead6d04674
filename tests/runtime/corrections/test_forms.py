"""Corrections to forms in the Desk: the corrected lines run in Node."""

import re
import subprocess
from collections.abc import Callable

from tests.runtime.corrections.proofs import proves

# The method as it stands in the file, on a table whose rows have gone meanwhile.
ON_A_TABLE_WITHOUT_ROWS = """
class Table {{ {method} }}
const table = new Table();
table.grid_rows = [];
globalThis.setTimeout = (work) => work();
table.set_focus_on_row();
const focused = [];
const found = {{ find: () => found, filter: () => found, focus: () => focused.push(1) }};
table.grid_rows = [{{ row: found }}];
table.set_focus_on_row();
console.log(focused.length);
"""


@proves("focus-on-row-that-is-there")
def test_focus_on_a_row_that_went_is_no_error(source: Callable[[str], str]) -> None:
    text = source("public/js/frappe/form/grid.js")
    method = re.search(r"\tset_focus_on_row\(idx\) \{.*?\n\t\}\n", text, re.DOTALL).group()
    script = ON_A_TABLE_WITHOUT_ROWS.format(method=method)
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
