"""The options that choose a demonstration, shared by loading it and by listing its answers."""

import argparse
from datetime import date

from demo.generate.plan import DEFAULT_MONTHS, DEFAULT_UNTIL


def build_parser(program: str, description: str | None) -> argparse.ArgumentParser:
    """Return the parser of the demonstration's options."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument("--scale", type=float, default=0.1, help="1 is 65,500 employees")
    parser.add_argument("--months", type=int, default=DEFAULT_MONTHS, help="months of books")
    parser.add_argument("--seed", type=int, default=42, help="another seed, another government")
    parser.add_argument("--until", type=date.fromisoformat, default=DEFAULT_UNTIL)
    parser.add_argument("--entities", default="", help="codes with commas; all when left out")
    parser.add_argument("--keep", action="store_true", help="leave entities with other data alone")
    return parser
