"""Words in both languages, and the languages there are."""

from __future__ import annotations

from dataclasses import dataclass

from erp_app.domain.languages import ARABIC


@dataclass(frozen=True)
class Words:
    """The same in both languages."""

    en: str
    ar: str

    def of(self, language: str) -> str:
        """Return the text of one language ("en" or "ar")."""
        return self.ar if language == ARABIC else self.en
