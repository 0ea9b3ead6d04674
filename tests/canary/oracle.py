"""How a leak shows: a token in an answer, an answer that depends on a hidden value, an answer that
takes as long as it was told, and something changed that the asker may not change."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tests.canary.planting import Secret
from tests.canary.requests import Asked

DATE = re.compile(r"1[678]\d\d-\d\d-\d\d")  # a planted one
# Of a PDF: what a packed part is, and the part. Tables of places depend on lengths alone.
PDF_PART = re.compile(rb"(/Type ?/XRef)?[^<>]*>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
OF_MACHINE = re.compile(
    r'Traceback \(most recent|File "/|/site-packages/|/dist-packages/|\.py", line'
)
SLEPT_SECONDS = 1.9
QUOTED_MIN = 3
FINDINGS_MAX = 200
OWN_STATEMENT = re.compile(r'/query/|"type": "query"|"datasource_type": "query"')
SAID_SHOWN = 160  # letters of what a broken server said
VOLATILE = re.compile(
    r'"exc":\s*"(?:[^"\\]|\\.)*"|\b[0-9a-f]{10,}\b|\d{4}-\d\d-\d\d[ T][\d:.]+|\b\d+(\.\d+)?ms\b'
    r'|"execution_time":[\d.e-]+'
    r"|/(?:CreationDate|ModDate) ?\([^)]*\)|/ID ?\[[^\]]*\]"  # of a PDF
)


@dataclass(frozen=True)
class Finding:
    """What leaked, to whom, by which request; number: how many had been asked by then."""

    kind: str
    role: str
    what: str
    asked: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.kind} to {self.role}: {self.what}\n    {self.asked}"


@dataclass
class Outcome:
    """What a run did. statuses: how often each answer came; by_role: how many requests; compared:
    how many were asked again with a wrong guess; broken: requests that ended in an error of the
    server, which give nothing away."""

    seed: int
    asked: int = 0
    findings: list[Finding] = field(default_factory=list)
    broken: list[Finding] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    by_role: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    findings_max: int = FINDINGS_MAX

    def add(self, kind: str, role: str, what: str, asked: str) -> None:
        """Note a finding, unless there are enough."""
        if len(self.findings) < self.findings_max:
            self.findings.append(Finding(kind, role, what, asked, self.asked))

    def count(self, role: str, asked: Asked, answer: httpx.Response | None) -> None:
        """Count a request and its answer."""
        self.asked += 1
        self.by_role[role] += 1
        if answer is None:
            return
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            what = f"{answer.status_code} of {asked.path}: {answer.text[:SAID_SHOWN]}"
            self.broken.append(Finding("broken", role, what, asked.shown, self.asked))

    @property
    def kinds(self) -> Counter[str]:
        return Counter(finding.kind for finding in self.findings)

    @property
    def told(self) -> str:
        """Say in a few lines what was done."""
        return (
            f"seed {self.seed}: {self.asked} requests, {self.compared} asked again with a wrong "
            f"guess, {dict(self.statuses)}\nby role: {dict(self.by_role)}\n"
            f"errors of the server: {len(self.broken)}"
        )


class Tokens:
    """Which secrets an answer holds that are closed to whoever asked."""

    def __init__(self, secrets: list[Secret]) -> None:
        self.by_token = {
            s.token: s for s in secrets if len(s.token) >= 12 or DATE.fullmatch(s.token)
        }
        parts = sorted(map(re.escape, self.by_token), key=len, reverse=True)
        self.pattern = re.compile("|".join(parts)) if parts else re.compile(r"(?!)")

    def in_answer(self, answer: httpx.Response, roles: frozenset[str], own: frozenset[str]) -> list:
        """Return secrets in body and headers that are closed to the asker. own: the asker's log-in
        and session."""
        headers = "\n".join(f"{k}: {v}" for k, v in answer.headers.items())
        return self.in_text(headers + readable(answer), roles, own)

    def in_text(self, text: str, roles: frozenset[str], own: frozenset[str]) -> list[Secret]:
        found = {self.by_token[token] for token in self.pattern.findall(text)}
        return [secret for secret in found if secret.is_closed_to(roles, own)]


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
    """Return what of an answer must not depend on a guess: status and body without the guess and
    the wrong one it is compared with, which a refusal may quote cut short."""
    text = unpacked(answer) if answer.content[:5] == b"%PDF-" else answer.text
    for guess in guesses:
        for length in range(len(guess), min(len(guess), QUOTED_MIN) - 1, -1):
            text = re.sub(re.escape(guess[:length]), "?", text, flags=re.IGNORECASE)
    return answer.status_code, VOLATILE.sub("~", text)


def unpacked(answer: httpx.Response) -> str:
    """Return what a PDF's packed parts say: what a request said of itself stands in them, and the
    lengths of the packed ones depend on it."""
    parts = []
    for is_table, packed in PDF_PART.findall(answer.content):
        if is_table:
            continue
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            parts.append(packed)
    return b"\n".join(parts).decode("latin-1")


def of_machine(answer: httpx.Response, asked: Asked, root: str) -> str:
    """Return what of an answer tells of the machine: lines of a program, folders of the programs
    or of the installation (`root`); "" for nothing. What was sent may be quoted, and so may the
    asker's own statements of before, which try to read the installation's files."""
    text = readable(answer)
    found = OF_MACHINE.search(text)
    if found and found[0] not in asked.text:
        return found[0]
    may_quote = root in asked.text or OWN_STATEMENT.search(asked.path + asked.text)
    return root if root in text and not may_quote else ""


def is_about(entity: str, text: str) -> bool:
    """Tell whether a text holds an entity's code as a value, or a key that begins with it."""
    return bool(re.search(rf"(?<![\w-]){entity}(?:[\"',\\\n]|$|\|)", text))


def took_its_time(asked: Asked, answer: httpx.Response) -> bool:
    """Return True when a request that says "sleep" slept."""
    return asked.tells_to_sleep and answer.elapsed.total_seconds() > SLEPT_SECONDS
