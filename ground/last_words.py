"""What people are told of a process that failed: its own last words, never a traceback."""

import re

LINES, LENGTH_MAX = 3, 400
SILENT = "it broke off without a word"
# Python's own traceback, or a drawn one of the command line.
_TRACEBACK = re.compile(r'Traceback \(most recent call last\)|^\s*File ".*", line \d+')
_FRAME = re.compile(r"\s|Traceback |[╭│╰┃┏┗]")
_MODULE = re.compile(r"^(?:\w+\.)+(?=\w+(?::|$))")


def last_words(said: str) -> str:
    """Return what a process said at its end, in one line; of a traceback the error alone.

    >>> last_words("one\\ntwo\\n")
    'one | two'
    >>> last_words('Traceback (most recent call last):\\n  File "a.py", line 1\\nos.Gone: no disk')
    'Gone: no disk'
    """
    lines = [line.rstrip() for line in said.splitlines() if line.strip()]
    if any(_TRACEBACK.search(line) for line in lines):
        inside = [place for place, line in enumerate(lines) if _FRAME.match(line)]
        lines = [_MODULE.sub("", line) for line in lines[inside[-1] + 1 :][:1]]
    return " | ".join(line.strip() for line in lines[-LINES:])[:LENGTH_MAX] or SILENT
