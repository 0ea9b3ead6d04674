"""Why a chart cannot become a tile, or a proposal cannot be taken on: a key and what it is about.

The sentences are in words.yml, in both languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bi.compiler.words import Words


@dataclass(frozen=True)
class Refusal:
    """One reason. key: of a sentence in words.yml; values: what its places say, in turn."""

    key: str
    values: Sequence[str | Words] = ()


class ProposalRefusedError(Exception):
    """What is asked for cannot be done; `refusals` say why. status: of the answer."""

    def __init__(self, *refusals: Refusal, status: int = 409) -> None:
        self.refusals = refusals
        self.status = status
        super().__init__(", ".join(one.key for one in refusals))
