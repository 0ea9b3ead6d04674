"""Numbers before nouns, as people say them."""


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun. many: the plural where it is not the noun with an s.

    >>> counted(1, "night"), counted(2, "night"), counted(0, "entity", "entities")
    ('1 night', '2 nights', '0 entities')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
