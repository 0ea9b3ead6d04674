"""The table that ends `up`: what to open and who to log in as."""

from ops.installation.credentials import load_logins
from ops.installation.instance import Instance
from ops.installation.tenant_records import all_records

SHOWN_ENTITIES = 2
DASHBOARDS = "analytics"
# At the hub: they open the dashboards, not the hub.
READERS = ("Analyst", "Releaser", "Executive", "Auditor")
LONGER_NAMES = {"Administrator": "Entity Administrator", "Operator": "Centre Operator"}


ELSEWHERE = "./diwan status --logins"


def log_in_rows(instance: Instance, with_passwords: bool = True) -> list[list[str]]:
    """Return address, role, e-mail and password: every first user of the dashboards, the hub and
    two entities. with_passwords: False says where they are instead, for what goes into a file."""
    logins = load_logins(instance)
    active = [record.code for record in all_records(instance) if record.state == "Active"]
    rows: list[list[str]] = []
    for code in ["hub", *active[:SHOWN_ENTITIES]]:
        for email, password in sorted(logins.get(instance.site(code), {}).items()):
            role = role_of(email)
            place = DASHBOARDS if code == "hub" and role.endswith(READERS) else code
            shown = password if with_passwords else ELSEWHERE
            rows.append([instance.url(place), role, email, shown])
    return sorted(rows, key=lambda row: row[0] != instance.url(DASHBOARDS))


def role_of(email: str) -> str:
    """First users are called after their role: finance.manager@... is the Finance Manager."""
    words = email.split("@")[0].split(".")
    role = " ".join("HR" if word == "hr" else word.capitalize() for word in words)
    return LONGER_NAMES.get(role, role)
