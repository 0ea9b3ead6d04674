"""Pages show pictures of the usual forms alone, whatever they call them; no fonts of their own."""

import base64
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from erp_app.guards.pdf import PdfResourceRefusedError, fetch_resource, render_pdf
from erp_app.guards.pictures import LENGTH_MAX_BYTES, kind_of_picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>'


def picture(form: str, size: tuple[int, int] = (3, 2)) -> bytes:
    found = BytesIO()
    Image.new("RGB", size).save(found, form)
    return found.getvalue()


def embedded(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def huge_png() -> bytes:
    """Return a PNG that says it has 10 thousand million pixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(head))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
    )


@pytest.mark.parametrize(
    ("form", "kind"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif")]
)
def test_usual_pictures_are_printed(form, kind):
    found = fetch_resource(embedded(picture(form), "text/plain"))
    assert (found.content_type, found.read()) == (kind, picture(form))


def test_svg_is_printed_without_entities():
    assert kind_of_picture(SVG) == kind_of_picture(b"<?xml version='1.0'?>\n" + SVG)
    assert kind_of_picture(SVG) == "image/svg+xml"
    bomb = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG
    assert kind_of_picture(bomb) is None
    assert kind_of_picture(SVG[:5] + b"<!ENTITY a>" + SVG) is None


@pytest.mark.parametrize("form", ["TIFF", "BMP", "PPM", "ICO", "TGA", "PCX", "WEBP", "JPEG2000"])
def test_other_pictures_reach_no_parser(form):
    with pytest.raises(PdfResourceRefusedError):
        fetch_resource(embedded(picture(form, (32, 32))))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"wOFF\x00\x01\x00\x00",
        b"\x00\x01\x00\x00\x00\x0a",  # TrueType
        b"OTTO",
        b"%PDF-1.7",
        b"body { color: red }",
        b"<html></html>",
        b"\x89PNG\r\n\x1a\n broken",
        huge_png(),
        picture("PNG") + b"0" * LENGTH_MAX_BYTES,
    ],
    ids=lambda content: repr(content[:8]),
)
def test_what_is_no_picture_is_left_out(content):
    for kind in ("image/png", "font/woff2", "text/css", "image/svg+xml"):
        with pytest.raises(PdfResourceRefusedError):
            fetch_resource(embedded(content, kind))


def test_page_is_printed_without_what_it_may_not_show():
    page = (
        f'<style>@font-face {{font-family: x; src: url("{embedded(b"OTTO", "font/otf")}")}}</style>'
        f'<p style="font-family: x">Paid</p><img src="{embedded(picture("TIFF"))}">'
        f'<img src="{embedded(picture("PNG"))}"><img src="data:image/png;base64,%%%">'
    )
    assert render_pdf(page).startswith(b"%PDF-")
