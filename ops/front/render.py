"""The front's configuration for one installation.

Owns `render_front(config) -> str`, a pure function: it writes nothing and asks nobody. It refuses
values that could change the meaning of the configuration (white space, quotes, braces).
"""

import re
from dataclasses import dataclass
from pathlib import Path

from ops.configuration.render import render

CLOSED_PAGE = Path(__file__).with_name("closed.html")
# What is said while a server behind the front starts: to people, and to programs.
STARTING = tuple(Path(__file__).with_name(f"starting.{kind}") for kind in ("html", "json"))
STARTING_SECONDS = 5  # after which a program may try again; the page does by itself
PLAIN_VALUE = re.compile(r"[\w./:@+-]+")

CONTENT_TYPES = {
    "text/html": "html htm",
    "text/css": "css",
    "text/plain": "txt md csv",
    "text/xml": "xml",
    "application/javascript": "js mjs",
    "application/json": "json map",
    "application/pdf": "pdf",
    "application/wasm": "wasm",
    "application/zip": "zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "image/gif": "gif",
    "image/jpeg": "jpg jpeg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "image/x-icon": "ico",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "font/ttf": "ttf",
    "audio/mpeg": "mp3",
}

# The Desk compiles templates and inlines its boot data, so scripts need 'unsafe-inline' and
# 'unsafe-eval'; nothing may come from, or be sent to, another origin.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws://$site:* wss://$site:*",
        "media-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
PLAIN_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Set by the front, whatever the client sent; an empty value removes the header.
PROXY_HEADERS = {
    "X-Forwarded-For": "$remote_addr",
    "X-Real-IP": "$remote_addr",
    "X-Use-X-Accel-Redirect": "True",
    "Forwarded": "",
    "Frappe-Authorization-Source": "",
    "Proxy": "",
    "X-Forwarded-Port": "",
    "X-Forwarded-Prefix": "",
    "X-Forwarded-Server": "",
    "X-Frappe-Site-Name": "",
    "X-HTTP-Method-Override": "",
    "X-Original-URL": "",
    "X-Rewrite-URL": "",
}
HIDDEN_HEADERS = ("X-Powered-By", "X-Accel-Expires")
# The front says these for every site alike; said twice, some browsers heed neither.
HEADERS_OF_THE_FRONT = (
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
)


class FrontConfigInvalidError(ValueError):
    """A value would break the configuration; the text names the setting."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(f"front setting {name} = {value!r}: use letters, digits and . / : @ + - _")


@dataclass(frozen=True)
class FrontConfig:
    """One installation's front.

    Ports are TCP ports on loopback; directories are absolute. `public_port` is what browsers use,
    None means the listening port. `tls_certificate` and `tls_key` come together or not at all.
    `analytics_port` is where Superset listens, `analytics_static` its folder of compiled files;
    without them analytics.<domain> answers 421.
    `trusted_proxies` are addresses whose X-Forwarded-For is believed: empty for none.
    """

    listen_host: str
    listen_port: int
    web_port: int
    realtime_port: int
    domain: str
    sites_dir: Path
    assets_dir: Path
    run_dir: Path
    log_dir: Path
    run_as_root: bool = False
    workers: int = 1
    public_port: int | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: tuple[str, ...] = ()
    trusted_proxy_speaks_tls: bool = False
    analytics_port: int | None = None
    analytics_static: Path | None = None
    body_megabytes: int = 26
    sign_in_per_minute: int = 60
    sign_in_burst: int = 30
    writes_per_second: int = 100
    writes_burst: int = 400


def render_front(config: FrontConfig) -> str:
    """Return the whole nginx configuration.

    Raises: FrontConfigInvalidError for a value that could change the configuration's meaning.
    """
    _require_plain_values(config)
    plain = dict(PLAIN_HEADERS)
    if _is_tls(config):
        plain["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return render(
        "nginx.conf",
        **vars(config),
        closed_page=CLOSED_PAGE,
        starting=STARTING,
        starting_seconds=STARTING_SECONDS,
        content_types=CONTENT_TYPES,
        domain_pattern=re.escape(config.domain),
        plain_headers=plain,
        headers={**plain, "Content-Security-Policy": CONTENT_SECURITY_POLICY},
        forwarded_headers=_forwarded_headers(config),
        hidden_headers=HIDDEN_HEADERS,
        headers_of_the_front=HEADERS_OF_THE_FRONT,
    )


def _forwarded_headers(config: FrontConfig) -> dict[str, str]:
    """Return the headers of a request on its way to a server; nothing of them is the client's."""
    host = f"$site{_public_port(config)}"
    scheme = "https" if _is_tls(config) else "$scheme"
    return {
        "Host": host,
        "X-Forwarded-Host": host,
        "X-Forwarded-Proto": scheme,
        **PROXY_HEADERS,
    }


def _require_plain_values(config: FrontConfig) -> None:
    named = {name: getattr(config, name) for name in config.__dataclass_fields__}
    named |= {f"trusted_proxies[{i}]": proxy for i, proxy in enumerate(config.trusted_proxies)}
    for name, value in named.items():
        if isinstance(value, (str, Path, int)) and not PLAIN_VALUE.fullmatch(str(value)):
            raise FrontConfigInvalidError(name, value)
    if (config.analytics_port is None) != (config.analytics_static is None):
        raise FrontConfigInvalidError("analytics_static", config.analytics_static)
    if (config.tls_certificate is None) != (config.tls_key is None):
        raise FrontConfigInvalidError("tls_key", config.tls_key)


def _is_tls(config: FrontConfig) -> bool:
    return config.tls_certificate is not None or config.trusted_proxy_speaks_tls


def _public_port(config: FrontConfig) -> str:
    port = config.public_port or config.listen_port
    return "" if port == (443 if _is_tls(config) else 80) else f":{port}"
