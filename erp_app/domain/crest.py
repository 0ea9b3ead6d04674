"""The emblem of a site: initials in a colour, the same wherever it is shown.

A reader who works for two entities, or at the hub, tells by a look where they are.
"""

from html import escape
from zlib import crc32

# White letters stand on each with a contrast of at least 4.5 to 1.
COLOURS = (
    "#1f4e79", "#7a3b69", "#8a4b12", "#3d5a26", "#8c2f39", "#2f4858",
    "#5b3f8c", "#006064", "#6d4c41", "#37474f", "#9c2a5b", "#0d5c8a",
)  # fmt: skip
HUB_COLOUR = "#0b3b35"
INITIALS_MAX = 2
_SMALL_WORDS = frozenset({"of", "the", "and", "for", "in"})


def initials(name: str) -> str:
    """Return the first letters of a name's first two words that say something.

    >>> initials("Department of Health"), initials("Roads Authority"), initials("")
    ('DH', 'RA', '')
    """
    words = [word for word in name.split() if word.lower() not in _SMALL_WORDS]
    return "".join(word[0].upper() for word in words[:INITIALS_MAX])


def colour_of(code: str, is_hub: bool = False) -> str:
    """Return the colour of a site: the hub has its own, an entity one that follows its code."""
    return HUB_COLOUR if is_hub else COLOURS[crc32(code.encode()) % len(COLOURS)]


def draw_crest(code: str, name: str, is_hub: bool = False) -> str:
    """Return the emblem as SVG of 40 by 40 units: round for an entity, square for the hub."""
    colour = colour_of(code, is_hub)
    ground = (
        f'<rect width="40" height="40" rx="6" fill="{colour}"/>'
        if is_hub
        else f'<circle cx="20" cy="20" r="20" fill="{colour}"/>'
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40">'
        f'{ground}<circle cx="20" cy="20" r="16.5" fill="none" stroke="#e2b05c"/>'
        '<text x="20" y="25.5" text-anchor="middle" font-family="sans-serif" font-size="15" '
        f'font-weight="700" fill="#fff">{escape(initials(name))}</text></svg>'
    )
