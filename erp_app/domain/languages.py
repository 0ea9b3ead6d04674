"""The languages people read, and which way each is written. Said here once for every part."""

ENGLISH, ARABIC = "en", "ar"
LANGUAGES = (ENGLISH, ARABIC)
# More than we offer: a browser or a user record may name one, and its pages turn around as well.
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})


def is_arabic(language: str | None) -> bool:
    """Return whether texts are to be Arabic for this language; None and others mean English.

    >>> is_arabic("ar-AE"), is_arabic("en"), is_arabic(None)
    (True, False, False)
    """
    return base_language(language) == ARABIC


def other_language(language: str) -> str:
    """Return the other of the two languages.

    >>> other_language("ar"), other_language("en")
    ('en', 'ar')
    """
    return ENGLISH if language == ARABIC else ARABIC


def is_right_to_left(language: str | None) -> bool:
    """Return whether the language is written from right to left."""
    return base_language(language) in _RIGHT_TO_LEFT


def direction_of(language: str | None) -> str:
    """Return "rtl" or "ltr", as HTML names the direction of a language."""
    return "rtl" if is_right_to_left(language) else "ltr"


def base_language(language: str | None) -> str:
    """Return a language's code without its region.

    >>> base_language("ar-AE")
    'ar'
    """
    return (language or ENGLISH).replace("_", "-").split("-")[0]


def isolate(value: object) -> str:
    """Return a value as a text that keeps its own order among words of the other direction.

    A code, a day or an amount in an Arabic sentence is otherwise turned around at its hyphens.
    """
    return f"\u2068{value}\u2069"
