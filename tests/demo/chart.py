"""The chart every entity starts with, as the ledger's own checks want it, read from its files."""

import csv
from pathlib import Path

from demo.generate.books import EntityBooks
from erp_app.domain.dimensions import DIMENSIONS, DimensionRule, DimensionRules, Requirement
from erp_app.domain.entry_check import AccountFacts, Masters

DATA = Path(__file__).parents[2] / "erp_app" / "finance" / "data"


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build_masters(books: EntityBooks) -> Masters:
    """Return the masters of an entity after the demo filled them in."""
    accounts = {
        row["account_code"]: AccountFacts(row["account_code"], row["is_group"] == "1")
        for row in read("accounts.csv")
    }
    rules = DimensionRules(
        tuple(
            DimensionRule(
                row["title"],
                row["account_from"],
                row["account_to"],
                {name: Requirement(row[name]) for name in DIMENSIONS if row[name]},
            )
            for row in read("dimension_rules.csv")
        )
    )
    centres = books.workforce.organisation.cost_centres
    dimensions = {
        "cost_centre": {centre.code: not centre.is_group for centre in centres},
        "fund": {row["fund_code"]: True for row in read("funds.csv")},
        "programme": {programme.code: True for programme in books.programmes},
        "project": {project.code: True for project in books.projects},
        "function": {row["function_code"]: row["is_group"] == "0" for row in read("functions.csv")},
    }
    return Masters(accounts, dimensions, rules)
