"""How a leak shows: a token in an answer, an answer that depends on a hidden value, an answer that
takes as long as it was told, and something changed that the asker may not change."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

import httpx

from tests.canary.planting import Secret
from tests.canary.requests import Asked

SLEPT_SECONDS = 1.9
QUOTED_MIN = 3
VOLATILE = re.compile(
    r'"exc":\s*"(?:[^"\\]|\\.)*"|\b[0-9a-f]{10,}\b|\d{4}-\d\d-\d\d[ T][\d:.]+|\b\d+(\.\d+)?ms\b'
)


@dataclass(frozen=True)
class Finding:
    """What leaked, to whom, by which request."""

    kind: str
    role: str
    what: str
    asked: str

    def __str__(self) -> str:
        return f"{self.kind} to {self.role}: {self.what}\n    {self.asked}"


class Tokens:
    """Which secrets an answer holds that are closed to whoever asked."""

    def __init__(self, secrets: list[Secret]) -> None:
        self.by_token = {secret.token: secret for secret in secrets if len(secret.token) >= 12}
        parts = sorted(map(re.escape, self.by_token), key=len, reverse=True)
        self.pattern = re.compile("|".join(parts)) if parts else re.compile(r"(?!)")

    def in_answer(self, answer: httpx.Response, roles: frozenset[str], own: frozenset[str]) -> list:
        """Return secrets in body and headers that are closed to the asker. own: the asker's log-in
        and session."""
        headers = "\n".join(f"{k}: {v}" for k, v in answer.headers.items())
        return self.in_text(headers + readable(answer), roles, own)

    def in_text(self, text: str, roles: frozenset[str], own: frozenset[str]) -> list[Secret]:
        found = {self.by_token[token] for token in self.pattern.findall(text)}
        return [s for s in found if not (s.roles & roles or s.people & own) and s.token not in own]


def readable(answer: httpx.Response) -> str:
    """Return an answer's body as text; spreadsheets unpacked, everything else as it is."""
    if answer.content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                return "\n".join(
                    archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
                )
        except zipfile.BadZipFile:
            pass
    return answer.text


def shape_of(answer: httpx.Response, *guesses: str) -> tuple[int, str]:
    """Return what of an answer must not depend on a guess: status and body without the guess,
    which a refusal may quote cut short."""
    text = answer.text
    for guess in guesses:
        for length in range(len(guess), min(len(guess), QUOTED_MIN) - 1, -1):
            text = text.replace(guess[:length], "?")
    return answer.status_code, VOLATILE.sub("~", text)


def took_its_time(asked: Asked, answer: httpx.Response) -> bool:
    """Return True when a request that says "sleep" slept."""
    return "sleep(" in asked.shown and answer.elapsed.total_seconds() > SLEPT_SECONDS
