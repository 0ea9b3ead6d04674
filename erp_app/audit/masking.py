"""Masking: what must never reach a log. Owns the patterns; standard library only."""

import re

NAMES = r"[\w.-]*(?:password|passwd|pwd|secret|token|api_key|apikey|authorization|sid|otp)"
SECRET_PAIR = re.compile(rf"(?i)(\b{NAMES}[\"']?\s*[=:]\s*[\"']?)([^\s\"',&}}\]]+)")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
TRACEBACK_HEAD = "Traceback (most recent call last"
TRACEBACK_CODE = re.compile(r'^(Traceback|  File "|    \S|During handling|The above exception|$)')


def mask_secrets(text: str) -> str:
    """Return the text with the values of secret-looking names and IBANs replaced by ***.

    >>> mask_secrets("/login?pwd=abc&x=1")
    '/login?pwd=***&x=1'
    """
    return IBAN.sub("***", SECRET_PAIR.sub(r"\1***", text))


def drop_variables(text: str) -> str:
    """Return a traceback without the values of local variables; other text only masked."""
    if TRACEBACK_HEAD not in text:
        return mask_secrets(text)
    lines = text.splitlines()
    last = max(index for index, line in enumerate(lines) if line.strip())
    kept = [line for i, line in enumerate(lines) if i == last or TRACEBACK_CODE.match(line)]
    return mask_secrets("\n".join(kept))


def mask_log(doc, method=None) -> None:
    """Document event: an error or job log keeps where it failed, not what the variables held."""
    for field in ("error", "details"):
        if value := doc.get(field):
            doc.set(field, drop_variables(value))
