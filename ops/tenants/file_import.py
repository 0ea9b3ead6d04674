"""Importing a file into an entity from the command line. Runs in the ERP environment."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from erp_app.declarations.reading import import_kinds, load_declarations
from ground.errors import OpsError
from ground.progress import Report
from ops.installation.instance import Instance
from ops.installation.tenant_records import require_record
from ops.tenants import sites
from ops.tenants.hub_registry import HUB


@dataclass(frozen=True, slots=True)
class FileImport:
    """What is asked for. user: an account of the entity in whose name it is done, or None.

    amounts: how the file writes amounts, "1,234.50" or "1.234,50"; "" to find it out.
    """

    kind: str
    file: Path
    user: str | None = None
    amounts: str = ""


def _require_place(instance: Instance, code: str, kind: str) -> None:
    """Refuse a kind of the hub in an entity, and one of an entity at the hub."""
    doctype, _declared = import_kinds()[kind]
    is_hubs = load_declarations()[doctype].sheet.warehouse.scope == "hub"
    if code != HUB:
        require_record(instance, code)
    if is_hubs != (code == HUB):
        place = "the hub: --entity hub" if is_hubs else "an entity"
        raise OpsError(f"'{kind}' is not imported here.", f"Import it into {place}.")


def import_into(instance: Instance, code: str, asked: FileImport, report: Report) -> Any:
    """Import a file, whole or not at all; return what the import says of itself.

    Raises: OpsError when the file cannot be read or the user may not import it.
    """
    _require_place(instance, code, asked.kind)
    with sites.connected(instance, code):
        import frappe

        from erp_app.imports.errors import ImportFileError
        from erp_app.imports.run import import_file

        try:
            return import_file(asked.kind, asked.file, asked.user, report, amounts=asked.amounts)
        except ImportFileError as error:
            raise OpsError(
                f"{asked.file}: {error}", "Correct the file and import it again."
            ) from error
        except (frappe.ValidationError, frappe.PermissionError) as error:
            raise OpsError(f"Nothing was imported: {error}") from error
