"""Benford's law on the first two digits: how far a set of amounts is from it.

Owns the test and its thresholds. It says that digits are unusual, never that somebody did wrong.

Source: M. J. Nigrini, Benford's Law: Applications for Forensic Accounting, Auditing, and Fraud
Detection (Wiley 2012), ch. 5-7, for the test and the thresholds of the mean absolute deviation;
B. J. Barney, K. S. Schulzke, Moderating "Cry Wolf" Events with Excess MAD in Benford's Law Research
and Practice, Journal of Forensic Accounting Research 1 (2016), for its value in small samples.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

DIGITS = np.arange(10, 100)
EXPECTED = np.log10(1 + 1 / DIGITS)
CHI_SQUARE_CRITICAL = 112.02  # 89 degrees of freedom, 5 %
CLOSE, ACCEPTABLE, MARGINAL = 0.0012, 0.0018, 0.0022
COUNT_MIN = 300  # below it the test says nothing


def measure_digits(counts: pd.DataFrame) -> pd.DataFrame:
    """Return how each group's first two digits agree with Benford's law.

    counts: one row per entity_code x economic_class_code x first_two_digits (10-99), with
    line_count. Returns one row per group of at least COUNT_MIN lines: tested_count, chi_square,
    deviation (mean absolute, share of lines), excess_deviation (beyond what chance gives a sample
    of this size), conformity (Close, Acceptable, Marginal, Nonconforming), digits (the two digits
    most above expectation).

    >>> even = pd.DataFrame({"entity_code": "roads", "economic_class_code": "22",
    ...                      "first_two_digits": range(10, 100), "line_count": 100})
    >>> measure_digits(even)["conformity"].tolist()
    ['Nonconforming']
    """
    keys = ["entity_code", "economic_class_code"]
    rows = [
        (*group, *_measure(part.set_index("first_two_digits")["line_count"]))
        for group, part in counts.groupby(keys, sort=True)
        if part["line_count"].sum() >= COUNT_MIN
    ]
    columns = ["tested_count", "chi_square", "deviation", "excess_deviation", "conformity"]
    return pd.DataFrame(rows, columns=[*keys, *columns, "digits"])


def _measure(found: pd.Series) -> tuple[int, float, float, float, str, int]:
    observed = found.reindex(DIGITS, fill_value=0).to_numpy(dtype=float)
    total = observed.sum()
    gap = observed / total - EXPECTED
    chi_square = float((total * gap**2 / EXPECTED).sum())
    deviation = float(np.abs(gap).mean())
    excess = deviation - expected_deviation(int(total))
    conformity = _conformity(deviation, excess, chi_square)
    return int(total), chi_square, deviation, excess, conformity, int(DIGITS[gap.argmax()])


def expected_deviation(count: int) -> float:
    """Return the mean absolute deviation that chance alone gives `count` lines that follow the law.

    >>> round(expected_deviation(1000), 4)
    0.0024
    """
    return float(np.sqrt(2 * EXPECTED * (1 - EXPECTED) / (np.pi * count)).mean())


def _conformity(deviation: float, excess: float, chi_square: float) -> str:
    """Return Nigrini's class; Nonconforming only beyond chance by both measures."""
    if deviation <= CLOSE:
        return "Close"
    if deviation <= ACCEPTABLE:
        return "Acceptable"
    if deviation <= MARGINAL or excess <= CLOSE or chi_square <= CHI_SQUARE_CRITICAL:
        return "Marginal"
    return "Nonconforming"
