"""HTML to PDF without network and without local files, for prints and reports.

Owns the renderer: WeasyPrint with a fetcher that knows `data:` pictures of the usual forms and the
published assets, nothing else. Refuses every other address, so a document cannot make the server
read a file or call a service. The base's own renderer is replaced, also for e-mails and background
prints.
"""

import logging
import mimetypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import frappe

from erp_app.guards.pictures import kind_of_picture

ASSET_PREFIX = "/assets/"
ASSET_SUFFIXES = frozenset(
    {".css", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".woff", ".woff2", ".ttf", ".otf"}
)
ASSET_BASE_URL = "http://assets.invalid/"
SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.IGNORECASE | re.DOTALL)
HTML_LENGTH_MAX_CHARACTERS = 30_000_000


class PdfResourceRefusedError(ValueError):
    """The document asked for an address that printing may not read."""

    def __init__(self, url: str) -> None:
        super().__init__(f"printing may not read {url[:80]!r}; use /assets or embed the picture")


def render_pdf(html: str, report: Callable[[int], None] | None = None) -> bytes:
    """Return the PDF of a whole HTML document. report(page): called for each page laid out.

    Pictures and style sheets come from `/assets/...` or `data:` only; anything else is left out.

    Raises: ValueError when the document is larger than HTML_LENGTH_MAX_CHARACTERS.
    """
    from weasyprint import HTML  # heavy to import, so only where it is used

    if len(html) > HTML_LENGTH_MAX_CHARACTERS:
        raise ValueError("the document is too long to print; export it as a spreadsheet")
    source = HTML(string=SCRIPT.sub("", html), base_url=ASSET_BASE_URL, url_fetcher=_fetcher())
    with _told_pages(report):
        return source.write_pdf()


@contextmanager
def _told_pages(report: Callable[[int], None] | None) -> Iterator[None]:
    """Call `report` with the number of every page that the renderer says it has begun."""
    if report is None:
        yield
        return

    class Pages(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.args and "Page" in str(record.msg):
                report(int(record.args[-1]))

    logger, pages = logging.getLogger("weasyprint.progress"), Pages()
    level = logger.level
    logger.addHandler(pages)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(pages)
        logger.setLevel(level)


def _fetcher():
    """Return what the renderer asks for resources; its release of upstream's bench takes a
    function."""
    try:
        from weasyprint.urls import URLFetcher
    except ImportError:
        return fetch_resource

    class OwnFetcher(URLFetcher):
        def fetch(self, url, headers=None):
            return fetch_resource(url)

    return OwnFetcher()


def fetch_resource(url: str, *args, **kwargs):
    """Return one resource for the renderer, in the form it expects.

    Raises: PdfResourceRefusedError for anything but a data URL of a picture or a published asset.
    """
    if url.startswith("data:"):
        return _embedded(url)
    path = find_asset(url)
    if path is None:
        raise PdfResourceRefusedError(url)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _resource(url, path.read_bytes(), kind)


def _embedded(url: str):
    """Return a picture that stands in the page itself; fonts and style sheets come as assets."""
    try:
        with urlopen(url) as found:  # noqa: S310 - a data: address, which the caller has seen to
            content = found.read()
    except (ValueError, OSError):
        raise PdfResourceRefusedError(url) from None
    kind = kind_of_picture(content)
    if kind is None:
        raise PdfResourceRefusedError(url)
    return _resource(url, content, kind)


def _resource(url: str, content: bytes, kind: str):
    """Return a resource as the renderer takes it; its release of upstream's bench takes a dict."""
    try:
        from weasyprint.urls import URLFetcherResponse
    except ImportError:
        return {"string": content, "mime_type": kind, "redirected_url": url}
    return URLFetcherResponse(url, content, {"Content-Type": kind})


def find_asset(url: str) -> Path | None:
    """Return the file of an asset's address, or None when it is not a published asset."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.netloc != "assets.invalid":
        return None
    path = unquote(parts.path)
    if not path.startswith(ASSET_PREFIX) or ".." in path.split("/") or "\\" in path:
        return None
    assets = Path(frappe.local.sites_path) / "assets"
    app, _separator, rest = path.removeprefix(ASSET_PREFIX).partition("/")
    root = (assets / app).resolve()
    file = (root / rest).resolve()
    inside = rest and file.is_relative_to(root) and file.is_file()
    return file if inside and file.suffix.lower() in ASSET_SUFFIXES else None


def get_pdf(html, options=None, output=None):
    """Stands in for the base's renderer: same arguments, bytes or the filled writer back."""
    content = render_pdf(html)
    if output is None:
        return content
    from pypdf import PdfReader

    output.append_pages_from_reader(PdfReader(BytesIO(content)))
    return output


def install_renderer() -> None:
    """Put our renderer in the base's place; once per process, cheap afterwards."""
    import frappe.utils.pdf as base

    if base.get_pdf is not get_pdf:
        base.get_pdf = get_pdf
        import frappe.utils.print_format as print_format

        print_format.get_pdf = get_pdf
