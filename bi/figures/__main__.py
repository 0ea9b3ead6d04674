"""`python -m bi.figures`: writes what each entity's ERP shows of the published build.

Runs in the analytics environment. Speaks JSON lines: the codes of the entities that have figures.
"""

from __future__ import annotations

import sys

from analytics.published.builds import BuildMissingError
from bi.compiler.form import load_form
from bi.environment import warehouse_folder
from bi.figures.entities import write_entity_figures
from bi.figures.metrics import published_file
from ground.json_lines import finish_with


def main() -> int:
    """Write the figures; none before the first publish."""
    try:
        file = published_file()
    except BuildMissingError:
        finish_with([])
        return 0
    finish_with(write_entity_figures(load_form(), file, warehouse_folder() / "figures"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
