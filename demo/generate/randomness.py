"""Where chance comes from: streams named by what they are for, independent of each other.

Owns the rule that makes the demo repeatable: every stream is seeded by text of the seed, the
entity and the purpose, so that adding a draw in one place, or leaving an entity out, changes
nothing anywhere else. Source: random.Random seeded by str is SHA-512 based on every platform.
"""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

Choice = TypeVar("Choice")


def stream(seed: int, *purpose: object) -> random.Random:
    """Return a generator of its own for a purpose, such as (42, "roads", "invoices", "2026-03")."""
    return random.Random("|".join(["diwan-demo", str(seed), *map(str, purpose)]))  # noqa: S311


class Weighted(Generic[Choice]):
    """Choices with weights, drawn fast many times."""

    def __init__(self, weights: dict[Choice, float]) -> None:
        self.choices: Sequence[Choice] = list(weights)
        self._cumulative = list(accumulate(weights.values()))

    def draw(self, rng: random.Random) -> Choice:
        return rng.choices(self.choices, cum_weights=self._cumulative)[0]


def pick_share(
    rng: random.Random, biases: Sequence[float], share: float, spread: float = 1.0
) -> list[bool]:
    """Mark exactly round(share * n) members, those with a higher bias more likely.

    biases: one number per member, compared after normal noise of standard deviation `spread`.
    """
    wanted = round(share * len(biases))
    scores = [(bias + rng.gauss(0, spread), index) for index, bias in enumerate(biases)]
    chosen = {index for _score, index in sorted(scores, reverse=True)[:wanted]}
    return [index in chosen for index in range(len(biases))]
