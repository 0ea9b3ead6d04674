"""A table with pages ends where Superset ends it, and nowhere before."""

from __future__ import annotations

import re

from bi.compiler.charts import chart_config
from bi.compiler.form import load_form
from bi.compiler.parts import PAGED_ROWS_MAX
from ops.installation.instance import REPO

LIMIT = re.compile(r"^TABLE_VIZ_MAX_ROW_SERVER = ([\d_]+)", re.MULTILINE)


def test_table_with_pages_goes_as_far_as_superset_lets_it_and_says_how_far():
    """It ended at the ten thousandth line without a word, on the screen and in its files."""
    [limit] = LIMIT.findall((REPO / "superset_config.py").read_text("utf-8"))
    assert int(limit) == PAGED_ROWS_MAX
    form = load_form()
    found = [(d, t) for d in form.dashboards.values() for t in d.tiles if t.has_pages]
    assert found
    for dashboard, tile in found:
        for language, about in (("en", dashboard.about.en), ("ar", dashboard.about.ar)):
            assert chart_config(form, tile, language)["params"]["row_limit"] == PAGED_ROWS_MAX
            assert f"{PAGED_ROWS_MAX:,}" in about
