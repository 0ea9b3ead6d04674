"""Pictures that a page brings with it: which ones may be handed to the parsers of prints.

Owns the list of forms, told by the bytes and not by what the page calls them: a page may come from
a browser, and every form that a library of pictures or fonts understands would be one more parser
for whoever wrote it. Refuses everything else, and pictures that would fill the memory.
"""

from __future__ import annotations

import re
from io import BytesIO

LENGTH_MAX_BYTES = 10_000_000
PIXELS_MAX = 40_000_000
RASTER = {
    b"\x89PNG\r\n\x1a\n": ("PNG", "image/png"),
    b"\xff\xd8\xff": ("JPEG", "image/jpeg"),
    b"GIF87a": ("GIF", "image/gif"),
    b"GIF89a": ("GIF", "image/gif"),
}
_SVG = re.compile(rb"\A(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<svg\b", re.DOTALL)


def kind_of_picture(content: bytes) -> str | None:
    """Return the MIME type of a picture that prints may show, None for anything else.

    PNG, JPEG and GIF of at most PIXELS_MAX pixels, and SVG without a document type of its own.
    """
    if len(content) > LENGTH_MAX_BYTES:
        return None
    if _SVG.match(content):
        return None if b"<!ENTITY" in content or b"<!DOCTYPE" in content else "image/svg+xml"
    for start, (form, kind) in RASTER.items():
        if content.startswith(start):
            return kind if _is_small(content, form) else None
    return None


def _is_small(content: bytes, form: str) -> bool:
    """Return True for a readable picture of few enough pixels; only its header is read."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=(form,)) as picture:
            return picture.width * picture.height <= PIXELS_MAX
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
