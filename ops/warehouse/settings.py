"""When the night runs, how much memory it may use and who hears of trouble: an owner-only file."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ground.atomic_files import write_json
from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.installation.private_files import read_private_json

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
MEMORY_MIB = 2560
MEMORY_MIB_MIN = 768


@dataclass(frozen=True)
class MailSettings:
    """Whom to write to, and through which server; no host means no mail.

    security: "starttls", "tls" or "none".
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class NightSettings:
    """at: local time "HH:MM"; webhook_url: gets a JSON document by POST, "" for none."""

    at: str = "01:30"
    is_on: bool = True
    memory_mib: int = MEMORY_MIB
    webhook_url: str = ""
    mail: MailSettings = field(default_factory=MailSettings)


def settings_file(instance: Instance) -> Path:
    """Return where the settings are; absent until something is set."""
    return instance.etc / "night.json"


def load_night_settings(instance: Instance) -> NightSettings:
    """Return the installation's settings. Raises: OpsError when others may read or it is broken."""
    file = settings_file(instance)
    try:
        stored = read_private_json(file, {})
        mail = MailSettings(**stored.pop("mail", {}))
        return _checked(NightSettings(**stored, mail=mail), file)
    except (ValueError, TypeError, AttributeError) as error:
        raise OpsError(f"{file} cannot be used: {error}", "Mend it, or remove it.") from error


def _checked(settings: NightSettings, file: Path) -> NightSettings:
    if not TIME.fullmatch(settings.at):
        raise OpsError(f"'{settings.at}' is not a time of day.", "Write it as 01:30.")
    if settings.memory_mib < MEMORY_MIB_MIN:
        raise OpsError(
            f"{settings.memory_mib} MiB are too few for a night ({file}).",
            f"Allow at least {MEMORY_MIB_MIN}.",
        )
    if settings.mail.security not in ("starttls", "tls", "none"):
        raise OpsError(f"{file}: mail.security is not known.", "Choose starttls, tls or none.")
    return settings


def save_night_settings(instance: Instance, settings: NightSettings) -> None:
    """Keep settings after checking them. Raises: OpsError."""
    file = settings_file(instance)
    write_json(file, asdict(_checked(settings, file)))
