"""What `up` is asked for."""

from dataclasses import dataclass, field

from demo.generate.government import load_entities
from demo.generate.plan import DEFAULT_MONTHS

# Who comes first when only a number is asked for: entities that have analysts of their own.
SHOWN_FIRST = ("finance", "roads", "courts")


@dataclass
class UpOptions:
    """What `up` is asked for. entities: codes, None for the whole demo government; left_empty:
    further entities that are created and not filled.

    demo_must_fit: True refuses entities that hold another demo or somebody's own data; False
    leaves them as they are. warehouse: run the first night when readers would miss something.
    """

    demo: bool = True
    scale: float = 0.1
    months: int = DEFAULT_MONTHS
    seed: int = 42
    entities: list[str] | None = None
    demo_must_fit: bool = False
    left_empty: list[str] = field(default_factory=list)
    warehouse: bool = True

    @property
    def created(self) -> list[str] | None:
        """Codes of every entity to create; None for the whole demo government."""
        return None if self.entities is None else [*self.entities, *self.left_empty]


def read_entities(text: str | None) -> list[str] | None:
    """Codes from what a person gave: codes with commas, or how many; None when nothing was given.

    >>> read_entities("roads, health")
    ['roads', 'health']
    >>> read_entities("2")
    ['finance', 'roads']
    """
    if not text:
        return None
    if text.strip().isdigit():
        known = [entity["code"] for entity in load_entities()]
        others = [code for code in known if code not in SHOWN_FIRST]
        return [*SHOWN_FIRST, *others][: int(text)]
    return [code.strip() for code in text.split(",") if code.strip()]
