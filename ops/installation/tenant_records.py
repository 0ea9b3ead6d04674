"""What the machine knows of each tenant: one small owner-only file per code.

The file is written before the first step and after the last, so a kill in between leaves a state
that says so and a repeat finishes the work. The hub's registry is the people's view of the same.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ground.atomic_files import read_json, write_json
from ground.errors import OpsError
from ops.installation.instance import Instance
from ops.installation.tenant_spec import EntitySpec, require_code

CREATING, ACTIVE, SUSPENDED, REMOVING = "Creating", "Active", "Suspended", "Removing"


@dataclass(frozen=True)
class TenantRecord:
    """One tenant on this machine; state is one of the four constants above."""

    code: str
    state: str
    name_en: str
    name_ar: str
    category: str
    function: str = ""
    size: str = ""
    template: str = ""  # digest of the template (hence the app) the site's schema is at

    @classmethod
    def from_spec(cls, spec: EntitySpec, state: str) -> "TenantRecord":
        return cls(**asdict(spec), state=state)

    def at(self, state: str) -> "TenantRecord":
        return replace(self, state=state)


def _file(instance: Instance, code: str) -> Path:
    return instance.root / "tenants" / f"{code}.json"


def load_record(instance: Instance, code: str) -> TenantRecord | None:
    """Return the record of a tenant, None when the machine has none."""
    stored = read_json(_file(instance, code))
    return TenantRecord(**stored) if stored else None


def require_record(instance: Instance, code: str) -> TenantRecord:
    """Return the tenant's record. Raises: OpsError when there is no such entity."""
    record = load_record(instance, require_code(code))
    if record is None:
        raise OpsError(f"There is no entity '{code}'.", "Run: ./diwan entity list")
    return record


def save_record(instance: Instance, record: TenantRecord) -> None:
    write_json(_file(instance, record.code), asdict(record))


def delete_record(instance: Instance, code: str) -> None:
    _file(instance, code).unlink(missing_ok=True)


def all_records(instance: Instance) -> Iterator[TenantRecord]:
    """Yield every tenant of the machine by code, the hub not among them."""
    folder = instance.root / "tenants"
    for file in sorted(folder.glob("*.json")) if folder.exists() else []:
        yield TenantRecord(**read_json(file))
