"""Fills in the front's configuration for one installation.

Owns `render_front(config) -> str`, a pure function: it writes nothing and asks nobody. It refuses
values that could change the meaning of the configuration (white space, quotes, braces).
"""

import re
from dataclasses import dataclass
from pathlib import Path

TEMPLATE = Path(__file__).with_name("nginx.conf.template")
ANALYTICS_TEMPLATE = Path(__file__).with_name("analytics.conf.template")
CLOSED_PAGE = Path(__file__).with_name("closed.html")
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
    "Host": "$site@PUBLIC_PORT@",
    "X-Forwarded-For": "$remote_addr",
    "X-Forwarded-Host": "$site@PUBLIC_PORT@",
    "X-Forwarded-Proto": "@SCHEME@",
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
SOCKET_UPGRADE = " proxy_set_header Upgrade $http_upgrade;"
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
    """Returns the whole nginx configuration.

    Raises: FrontConfigInvalidError for a value that could change the configuration's meaning.
    """
    _require_plain_values(config)
    text = TEMPLATE.read_text(encoding="utf-8").replace("@ANALYTICS@", _analytics(config))
    for name, value in _blocks(config).items():
        text = text.replace(f"@{name}@", value)
    for name, value in _values(config).items():
        text = text.replace(f"@{name}@", value)
    return text


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


def _analytics(config: FrontConfig) -> str:
    """The dashboards' server, with the place it stands at; a refusal where there is none."""
    if config.analytics_port is None:
        return "    server { listen @LISTEN@; @TLS@ server_name analytics.@DOMAIN@; return 421; }\n"
    address = f"127.0.0.1:{config.analytics_port}"
    upstream = f"    upstream diwan_analytics {{ server {address} max_fails=0; }}\n"
    return upstream + ANALYTICS_TEMPLATE.read_text(encoding="utf-8")


def _values(config: FrontConfig) -> dict[str, str]:
    return {
        "ANALYTICS_STATIC": str(config.analytics_static or ""),
        "ASSETS_DIR": str(config.assets_dir),
        "BODY_MEGABYTES": str(config.body_megabytes),
        "CLOSED_PAGE": str(CLOSED_PAGE),
        "DOMAIN": config.domain,
        "DOMAIN_PATTERN": re.escape(config.domain),
        "LOG_DIR": str(config.log_dir),
        "PUBLIC_PORT": _public_port(config),
        "REALTIME_PORT": str(config.realtime_port),
        "RUN_DIR": str(config.run_dir),
        "SCHEME": "https" if _is_tls(config) else "$scheme",
        "SIGN_IN_BURST": str(config.sign_in_burst),
        "SIGN_IN_PER_MINUTE": str(config.sign_in_per_minute),
        "SITES_DIR": str(config.sites_dir),
        "WEB_PORT": str(config.web_port),
        "WORKERS": str(config.workers),
        "WRITES_BURST": str(config.writes_burst),
        "WRITES_PER_SECOND": str(config.writes_per_second),
    }


def _blocks(config: FrontConfig) -> dict[str, str]:
    plain = dict(PLAIN_HEADERS)
    if _is_tls(config):
        plain["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    headers = {**plain, "Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return {
        "USER": "user root;" if config.run_as_root else "",
        "TYPES": " ".join(f"{kind} {ends};" for kind, ends in CONTENT_TYPES.items()),
        "LISTEN": _listen(config),
        "TLS": _tls(config),
        "TRUSTED_PROXIES": _trusted_proxies(config),
        "SOCKET_HEADERS": _proxy_headers("$connection_upgrade") + SOCKET_UPGRADE,
        "PROXY_HEADERS": _proxy_headers("close"),
        "ANALYTICS_HEADERS": _proxy_headers("close", (*HIDDEN_HEADERS, *HEADERS_OF_THE_FRONT)),
        "PLAIN_HEADERS": _add_headers(plain),
        "HEADERS": _add_headers(headers),
    }


def _is_tls(config: FrontConfig) -> bool:
    return config.tls_certificate is not None or config.trusted_proxy_speaks_tls


def _public_port(config: FrontConfig) -> str:
    port = config.public_port or config.listen_port
    return "" if port == (443 if _is_tls(config) else 80) else f":{port}"


def _listen(config: FrontConfig) -> str:
    ssl = " ssl http2" if config.tls_certificate else ""
    return f"{config.listen_host}:{config.listen_port}{ssl}"


def _tls(config: FrontConfig) -> str:
    if not config.tls_certificate:
        return ""
    return (
        f"ssl_certificate {config.tls_certificate}; ssl_certificate_key {config.tls_key}; "
        "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:tls:10m; ssl_session_tickets off;"
    )


def _trusted_proxies(config: FrontConfig) -> str:
    if not config.trusted_proxies:
        return ""
    lines = [f"    set_real_ip_from {address};" for address in config.trusted_proxies]
    return "\n".join([*lines, "    real_ip_header X-Forwarded-For; real_ip_recursive on;", ""])


def _add_headers(headers: dict[str, str]) -> str:
    return "\n            ".join(
        f'add_header {name} "{value}" always;' for name, value in headers.items()
    )


def _proxy_headers(connection: str, hidden: tuple[str, ...] = HIDDEN_HEADERS) -> str:
    headers = {**PROXY_HEADERS, "Connection": connection}
    lines = ["proxy_http_version 1.1;", "proxy_redirect off;"]
    lines += ["proxy_read_timeout 300s;", "proxy_send_timeout 60s;"]
    lines += [f'proxy_set_header {name} "{value}";' for name, value in headers.items()]
    lines += [f"proxy_hide_header {name};" for name in hidden]
    return "\n            ".join(lines)
