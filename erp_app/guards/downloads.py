"""Names of files that people take away.

The base writes the header of a download as bytes, which the server below it writes out as a
program would: the browser saved every file as `download`. A private file had none: its name was
what an address makes of it. Owns that one header.
"""

import ast
import re
from urllib.parse import quote

from werkzeug.wrappers import Response

HEADER = "Content-Disposition"
_NAME = re.compile(r"""filename=(?:(b'[^']+')|"([^"]+)"|([^;]+))""")


PRIVATE = "/private/files/"


def name_file(response: Response, path: str) -> None:
    """Write a download's name as browsers read it, in letters of any language.

    path: of the request, decoded.
    """
    told = response.headers.get(HEADER, "")
    if not told and path.startswith(PRIVATE) and response.status_code == 200:
        response.headers[HEADER] = f"inline; {_in_both_forms(path.rsplit('/', 1)[-1])}"
        return
    if told.startswith(("b'", 'b"')):
        told = ast.literal_eval(told).decode()
    elif "filename=b'" not in told:
        return
    if not (found := _NAME.search(told)):
        return
    name = ast.literal_eval(found[1]).decode() if found[1] else found[2] or found[3]
    kind = "inline" if told.startswith("inline") else "attachment"
    response.headers[HEADER] = f"{kind}; {_in_both_forms(name)}"


def _in_both_forms(name: str) -> str:
    """Return a name in plain letters, and in its own where those differ (RFC 6266).

    >>> _in_both_forms("Journal.xlsx")
    'filename="Journal.xlsx"'
    >>> _in_both_forms("قيد.csv")
    'filename="file.csv"; filename*=UTF-8\'\'%D9%82%D9%8A%D8%AF.csv'
    """
    plain = "".join(c for c in name if c.isascii() and c.isprintable() and c not in '"\\;')
    if plain == name:
        return f'filename="{name}"'
    plain = plain.strip()
    shown = f"file{plain}" if plain.startswith(".") or not plain else plain
    return f"filename=\"{shown}\"; filename*=UTF-8''{quote(name, safe='')}"
