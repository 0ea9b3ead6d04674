"""What the tests of corrections share: naming what a test proves, and reading order."""

from collections.abc import Callable

InErp = Callable[..., object]
Source = Callable[[str], str]  # path below frappe/ -> its text
Function = Callable[[str, str], str]  # path, name -> source of the function


def proves(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a test as the proof of these corrections; test_series.py reads the marks."""
    assert names
    return lambda test: test


def assert_before(text: str, earlier: str, later: str) -> None:
    """Both are there, in this order."""
    assert earlier in text, text
    assert later in text, text
    assert text.index(earlier) < text.index(later)
