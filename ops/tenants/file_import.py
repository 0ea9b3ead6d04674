"""Importing a file into an entity from the command line. Runs in the ERP environment."""

from pathlib import Path
from typing import Any

from ground.errors import OpsError
from ground.progress import Report
from ops.installation.instance import Instance
from ops.installation.tenant_records import require_record
from ops.tenants import sites


def import_into(
    instance: Instance, code: str, kind: str, file: Path, user: str | None, report: Report
) -> Any:
    """Import a file, whole or not at all; return what the import says of itself.

    user: an account of the entity, in whose name it is done; None for the administrator.
    Raises: OpsError when the file cannot be read or the user may not import it.
    """
    require_record(instance, code)
    with sites.connected(instance, code):
        import frappe

        from erp_app.imports.errors import ImportFileError
        from erp_app.imports.run import import_file

        try:
            return import_file(kind, file, user, report)
        except ImportFileError as error:
            raise OpsError(f"{file}: {error}", "Correct the file and import it again.") from error
        except (frappe.ValidationError, frappe.PermissionError) as error:
            raise OpsError(f"Nothing was imported: {error}") from error
