"""The government's register of suppliers: the same numbers and names for every entity.

Owns who sells what. A supplier is only words in the books for now: number, name and IBAN stand
in the description of the lines.
"""

from dataclasses import dataclass
from functools import lru_cache

from demo.generate.people import draw_iban
from demo.generate.randomness import stream
from demo.generate.wording import Words, parse_words, read_words


@dataclass(frozen=True, slots=True)
class Supplier:
    """number: "S" and four digits, unique in the government."""

    number: str
    name: Words
    kind: str
    iban: str


@lru_cache(maxsize=4)
def load_register(seed: int) -> dict[str, tuple[Supplier, ...]]:
    """Return all suppliers by kind of spending."""
    content = read_words("spending")
    brands = parse_words(content["suppliers"])
    register: dict[str, tuple[Supplier, ...]] = {}
    for order, (kind, values) in enumerate(content["kinds"].items()):
        rng = stream(seed, "suppliers", kind)
        (trade,) = parse_words(values["trade"])
        register[kind] = tuple(
            Supplier(
                f"S{order * 100 + place + 1001}",
                Words(f"{brand.en} {trade.en} LLC", f"{brand.ar} {trade.ar} ذ.م.م"),
                kind,
                draw_iban(rng),
            )
            for place, brand in enumerate(rng.sample(brands, len(brands)))
        )
    return register
