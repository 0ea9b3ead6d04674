"""How rules report what is wrong: findings from checks, rule errors from requirements.

Owns the message shape: an English template and its values, so that the screen can
translate the template and put the values in. Refuses nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass


def _(text: str) -> str:
    """Mark a template as translatable; the translation happens where the user is known."""
    return text


class RuleError(ValueError):
    """A rule was broken.

    template: English text with positional fields; values: what fills them.
    """

    def __init__(self, template: str, *values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(template.format(*values))


class AuthorityError(RuleError):
    """The person may not do this; somebody else may. Screens answer 403, else 417."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a document.

    line: 1-based line number, None when the whole document is meant.
    field: name of the field to correct, empty when none in particular.
    """

    code: str
    template: str
    values: tuple[object, ...] = ()
    line: int | None = None
    field: str = ""

    @property
    def message(self) -> str:
        return self.template.format(*self.values)

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}" if self.line else self.message
