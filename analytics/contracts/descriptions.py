"""What columns mean, said once: the blocks of dbt_project/models/**/*.md.

Models, sources and dashboards name a block; here a name becomes its text, as dbt does it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

MODELS = Path(__file__).parents[2] / "dbt_project" / "models"
_BLOCK = re.compile(r"\{%\s*docs (\w+)\s*%\}(.*?)\{%\s*enddocs\s*%\}", re.DOTALL)
_NAMED = re.compile(r"\{\{\s*doc\('(\w+)'\)\s*\}\}")


@cache
def load_descriptions(folder: Path = MODELS) -> dict[str, str]:
    """Return every block's text by its name."""
    return {
        name: text.strip()
        for file in sorted(folder.rglob("*.md"))
        for name, text in _BLOCK.findall(file.read_text(encoding="utf-8"))
    }


def described(text: str) -> str:
    """Return a description with the blocks it names put in. Raises: KeyError for one not there."""
    return _NAMED.sub(lambda match: load_descriptions()[match[1]], text)
