"""Corrections to forms in the Desk."""

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="focus-on-row-that-is-there",
        why="A table set the focus on a row a moment after adding it; when the form had been drawn "
        "anew meanwhile, the page ended in an error.",
        source="own finding, seen in the browser tests",
        edits=(
            Edit(
                path="public/js/frappe/form/grid.js",
                find="\t\t\tthis.grid_rows[idx].row\n\t\t\t\t.find(",
                replace="\t\t\tthis.grid_rows[idx]?.row\n\t\t\t\t.find(",
            ),
        ),
    ),
)
