"""`python -m ops.tenants VERB`: tenant work in the ERP environment, asked for by the command line.

Speaks the JSON lines of ground.json_lines on standard output; exit code 2 when an operator has to
act.
"""

import argparse
import json
import os
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ground.errors import OpsError
from ground.json_lines import fail_with, finish_with, report_as_json
from ground.progress import part_of
from ops.installation.instance import Instance
from ops.installation.tenant_spec import EntitySpec


def _setup(instance: Instance, _: argparse.Namespace) -> Any:
    from ops.tenants.hub import ensure_hub
    from ops.tenants.upgrade import upgrade_sites

    ensure_hub(instance, part_of(report_as_json, 0.0, 0.8))
    upgraded = upgrade_sites(instance, part_of(report_as_json, 0.8, 1.0))
    return {"hub": instance.site("hub"), "upgraded": upgraded}


def _upgrade(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.upgrade import upgrade_site

    upgrade_site(instance, arguments.code)
    return arguments.code


def _add(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.hub_registry import sync
    from ops.tenants.provision import add_entity

    specs = [EntitySpec(**row) for row in json.loads(Path(arguments.specs).read_text())]
    records = []
    for index, spec in enumerate(specs):
        report = part_of(report_as_json, index / len(specs), (index + 1) / len(specs))
        records.append(add_entity(instance, spec, report))
    if len(specs) > 1:
        sync(instance)
    return [asdict(record) for record in records]


def _list(instance: Instance, _: argparse.Namespace) -> Any:
    from ops.tenants.measure import measure_all

    return [asdict(sign) for sign in measure_all(instance)]


def _suspend(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.provision import suspend_entity

    return asdict(suspend_entity(instance, arguments.code, report_as_json))


def _resume(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.provision import resume_entity

    return asdict(resume_entity(instance, arguments.code, report_as_json))


def _remove(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.remove import remove_entity

    return {"backup": remove_entity(instance, arguments.code, report_as_json)}


def _sync(instance: Instance, _: argparse.Namespace) -> Any:
    from ops.tenants.hub_registry import sync

    return {"entities": sync(instance)}


def _dashboards(instance: Instance, _: argparse.Namespace) -> Any:
    from ops.tenants.analysts import ensure_sign_in

    return {"made": ensure_sign_in(instance)}


def _claims(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.analysts import load_claims

    return load_claims(instance, arguments.user)


def _check(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.ledger_proof import check_ledgers

    return check_ledgers(instance, arguments.codes, report_as_json)


def _import(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.file_import import FileImport, import_into

    asked = FileImport(arguments.kind, arguments.file, arguments.user, arguments.amounts)
    return import_into(instance, arguments.code, asked, report_as_json)


def _ask_second_factor(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.second_factor import ask_roles

    return ask_roles(instance, arguments.roles)


def _show_second_factor(instance: Instance, _: argparse.Namespace) -> Any:
    from ops.tenants.second_factor import list_roles

    return list_roles(instance)


def _remove_second_factor(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.second_factor import remove

    return remove(instance, arguments.code, arguments.user)


def _invite(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.invitation import invite

    return invite(instance, arguments.code, arguments.user)


def _suppliers_status(instance: Instance, _: argparse.Namespace) -> Any:
    from ops.tenants.exchange import status

    return status(instance)


def _suppliers_resend(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.exchange import resend

    return resend(instance, arguments.code)


def _suppliers_invite(instance: Instance, arguments: argparse.Namespace) -> Any:
    from ops.tenants.supplier_invitation import invite_supplier

    return invite_supplier(instance, arguments.mail)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops.tenants")
    verbs = parser.add_subparsers(required=True)
    plain = (
        ("setup", _setup),
        ("list", _list),
        ("sync", _sync),
        ("dashboards", _dashboards),
        ("second-factor-show", _show_second_factor),
        ("suppliers-status", _suppliers_status),
    )
    for name, action in plain:
        verbs.add_parser(name).set_defaults(action=action)
    claims = verbs.add_parser("claims", help="what the dashboards are told of somebody")
    claims.add_argument("user")
    claims.set_defaults(action=_claims)
    add = verbs.add_parser("add")
    add.add_argument("specs", help="JSON file with a list of entities")
    add.set_defaults(action=_add)
    check = verbs.add_parser("check", help="prove ledgers; of all entities when none is named")
    check.add_argument("codes", nargs="*")
    check.set_defaults(action=_check)
    file_import = verbs.add_parser("import")
    file_import.add_argument("kind")
    file_import.add_argument("file", type=Path)
    file_import.add_argument("code")
    file_import.add_argument("user", nargs="?")
    file_import.add_argument("--amounts", default="")
    file_import.set_defaults(action=_import)
    ask = verbs.add_parser("second-factor-ask", help="roles; nobody is asked when none is named")
    ask.add_argument("roles", nargs="*")
    ask.set_defaults(action=_ask_second_factor)
    of_person = (("second-factor-remove", _remove_second_factor), ("invite", _invite))
    for name, action in of_person:
        verb = verbs.add_parser(name)
        verb.add_argument("code")
        verb.add_argument("user")
        verb.set_defaults(action=action)
    supplier = verbs.add_parser("suppliers-invite")
    supplier.add_argument("mail")
    supplier.set_defaults(action=_suppliers_invite)
    with_code = (
        ("suppliers-resend", _suppliers_resend),
        ("upgrade", _upgrade),
        ("suspend", _suspend),
        ("resume", _resume),
        ("remove", _remove),
    )
    for name, action in with_code:
        verb = verbs.add_parser(name)
        verb.add_argument("code")
        verb.set_defaults(action=action)
    return parser


def main() -> int:
    """Run one verb; return the exit code."""
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    arguments = _parser().parse_args()
    instance = Instance.current()
    os.chdir(instance.sites)
    try:
        finish_with(arguments.action(instance, arguments))
    except OpsError as error:
        return fail_with(error.what, error.next_step)
    return 0


if __name__ == "__main__":
    sys.exit(main())
