"""What the Desk shows first: workspaces, number cards and charts, as data.

Owns the content only; `install.desk` writes it into a site. Lists of our own documents are linked
where their declarations say. Every label is English and translated when shown;
`list_visible_strings` names them all for the translation test.
"""

from dataclasses import dataclass, field

from erp_app.declarations.reading import desk_links, list_column_counts


@dataclass(frozen=True, slots=True)
class Card:
    """A number: how many documents of `doctype` match `filters` (Frappe's list filters)."""

    label: str
    doctype: str
    filters: tuple[tuple, ...] = ()
    color: str = "#0f6e63"
    function: str = "Count"
    of_field: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart drawn by `erp_app.api.charts`; its reader must be allowed to read `doctype`."""

    label: str
    doctype: str
    kind: str = "Bar"
    color: str = "#0f6e63"
    width: int = 6


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A tile. type: DocType, Report or URL; `stats_filter` counts what waits behind it."""

    label: str
    type: str
    link_to: str
    view: str = "List"
    stats_filter: str | None = None
    format: str | None = None
    color: str = "Green"


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """A card of links: (label, type, document) each; type is DocType or Report."""

    label: str
    links: tuple[tuple[str, str, str], ...]


def declared_group(workspace: str, label: str, *more: tuple[str, str, str]) -> LinkGroup:
    """Return a card of the documents that declare to be in it, then `more`."""
    names = desk_links(workspace, label)
    return LinkGroup(label, (*((name, "DocType", name) for name in names), *more))


@dataclass(frozen=True, slots=True)
class Layout:
    """One workspace. site: entity, hub or "" for both; roles: who sees it in the sidebar."""

    name: str
    module: str
    icon: str
    site: str
    sequence: float
    roles: tuple[str, ...]
    shortcuts: tuple[Shortcut, ...] = ()
    cards: tuple[Card, ...] = ()
    charts: tuple[Chart, ...] = ()
    groups: tuple[LinkGroup, ...] = field(default=())


# The Desk opens the first workspace a person sees: what waits for them (public/js/inbox.js).
INBOX = Layout(
    name="Inbox",
    module="Documents",
    icon="mail",
    site="",
    sequence=0,
    roles=(
        "Finance Officer", "Finance Manager", "Budget Controller", "Buyer", "Purchasing Manager",
        "HR Officer", "HR Manager", "Entity Administrator", "Treasurer",
        "Auditor", "Employee", "Centre Operator", "Supplier Registrar", "Supplier Approver",
    ),
)  # fmt: skip

SELF_SERVICE = Layout(
    name="Self Service",
    module="People",
    icon="dashboard",
    site="entity",
    sequence=5,
    roles=("Employee",),
    shortcuts=(Shortcut("My Record", "DocType", "Employee"),),
)

FINANCE = Layout(
    name="Finance",
    module="Finance",
    icon="accounting",
    site="entity",
    sequence=2,
    roles=(
        "Finance Officer", "Finance Manager", "Budget Controller", "Entity Administrator",
        "Auditor",
    ),
    cards=(
        Card("Draft Journals", "Journal", (("Journal", "workflow_state", "=", "Draft"),)),
        Card(
            "All Journals in Approval", "Journal",
            (("Journal", "workflow_state", "=", "For Approval"),), "#96611f",
        ),
        Card(
            "Posted This Month", "Journal",
            (
                ("Journal", "docstatus", "=", "1"),
                ("Journal", "posting_date", "Timespan", "this month"),
            ),
        ),
        Card(
            "Rejected Journals", "Journal",
            (("Journal", "workflow_state", "=", "Rejected"),), "#b5473c",
        ),
    ),
    charts=(
        Chart("Revenue and Expense by Month", "Journal", "Line", width=12),
        Chart("Largest Expenses This Year", "Journal", "Donut"),
        Chart("Journals Posted by Month", "Journal", "Bar", "#c2843a"),
    ),
    shortcuts=(
        Shortcut("New Journal", "DocType", "Journal", view="New"),
        Shortcut(
            # Counted by public/js/inbox.js: what the reader can decide, never what merely waits.
            "To Approve", "DocType", "Journal", format="{} Waiting", color="Orange",
        ),
        Shortcut("Trial Balance", "Report", "Trial Balance"),
        Shortcut("General Ledger", "Report", "General Ledger"),
    ),
    groups=(
        declared_group(
            "Finance",
            "Ledger",
            ("Trial Balance", "Report", "Trial Balance"),
            ("General Ledger", "Report", "General Ledger"),
        ),
        declared_group(
            "Finance",
            "Budget",
            ("Budget Availability", "Report", "Budget Availability"),
            ("Budget Movements", "Report", "Budget Movements"),
            ("Budget Year End Preview", "Report", "Budget Year End Preview"),
        ),
        declared_group("Finance", "Chart of Accounts and Dimensions"),
        declared_group("Finance", "Rules and Periods"),
    ),
)  # fmt: skip

_OF_SUPPLIERS = (
    Card("Active Suppliers", "Supplier", (("Supplier", "status", "=", "Active"),)),
    Card("Blocked Suppliers", "Supplier", (("Supplier", "status", "=", "Blocked"),), "#b5473c"),
    Card("Expired Suppliers", "Supplier", (("Supplier", "status", "=", "Expired"),), "#96611f"),
)

PURCHASING = Layout(
    name="Purchasing",
    module="Purchasing",
    icon="buying",
    site="entity",
    sequence=2.5,
    roles=(
        "Buyer", "Purchasing Manager", "Finance Officer", "Finance Manager", "Budget Controller",
        "Treasurer", "Entity Administrator", "Auditor",
    ),
    cards=(
        Card(
            "Requisitions in Approval", "Purchase Requisition",
            (("Purchase Requisition", "workflow_state", "=", "For Approval"),), "#96611f",
        ),
        Card(
            "Requisitions to Order", "Purchase Requisition",
            (("Purchase Requisition", "workflow_state", "=", "Approved"),),
        ),
        Card(
            "Orders in Approval", "Purchase Order",
            (("Purchase Order", "workflow_state", "=", "For Approval"),), "#96611f",
        ),
        Card(
            "Orders Open", "Purchase Order",
            (("Purchase Order", "workflow_state", "=", "Approved"),),
        ),
        *_OF_SUPPLIERS,
    ),
    shortcuts=(
        Shortcut("New Requisition", "DocType", "Purchase Requisition", view="New"),
        Shortcut("Requisitions", "DocType", "Purchase Requisition"),
        Shortcut("Orders", "DocType", "Purchase Order"),
        Shortcut("All Suppliers", "DocType", "Supplier"),
    ),
    groups=(
        declared_group("Purchasing", "Buying"),
        declared_group("Purchasing", "Suppliers"),
    ),
)  # fmt: skip

PEOPLE = Layout(
    name="People",
    module="People",
    icon="users",
    site="entity",
    sequence=3,
    # Not for administrators: a list of people is not theirs to open, and would count only them.
    roles=("HR Officer", "HR Manager", "Auditor"),
    cards=(
        Card("Active Employees", "Employee", (("Employee", "status", "=", "Active"),)),
        Card(
            "Awaiting Appointment", "Employee",
            (("Employee", "status", "=", "Awaiting Appointment"),), "#96611f",
        ),
        Card("Positions Filled", "Position", (("Position", "status", "=", "Filled"),)),
        Card("Positions Vacant", "Position", (("Position", "status", "=", "Vacant"),), "#96611f"),
    ),
    charts=(
        Chart("Headcount by Month", "Position", "Line", width=12),
        Chart("Employees by Grade", "Position", "Bar"),
        Chart("Employees by Nationality Group", "Position", "Donut"),
        Chart("Employees by Gender", "Position", "Donut"),
        Chart("Positions by Status", "Position", "Donut"),
    ),
    shortcuts=(
        Shortcut("New Employee", "DocType", "Employee", view="New"),
        Shortcut("Organisation Tree", "DocType", "Org Unit", view="Tree"),
        Shortcut("Headcount", "Report", "Headcount"),
        Shortcut("Vacancies", "Report", "Vacancies"),
    ),
    groups=(
        declared_group(
            "People",
            "Employees",
            ("Headcount", "Report", "Headcount"),
        ),
        declared_group(
            "People",
            "Establishment",
            ("Vacancies", "Report", "Vacancies"),
        ),
        declared_group("People", "Reference"),
    ),
)  # fmt: skip

ADMINISTRATION = Layout(
    name="Administration",
    module="Audit",
    icon="setting-gear",
    site="entity",
    sequence=1,
    roles=("Entity Administrator",),
    shortcuts=(
        Shortcut("Users", "DocType", "User"),
        Shortcut("Approval Limit", "DocType", "Approval Limit"),
        Shortcut("Access Refusal Log", "DocType", "Access Refusal Log"),
        Shortcut("Import Batch", "DocType", "Import Batch"),
    ),
    groups=(
        declared_group(
            "Administration",
            "Access",
            ("User", "DocType", "User"),
            ("User Permission", "DocType", "User Permission"),
            ("Activity Log", "DocType", "Activity Log"),
        ),
        declared_group("Administration", "Rules and Periods"),
    ),
)  # fmt: skip

ENTITIES = Layout(
    name="Government Entities",
    module="Hub",
    icon="organization",
    site="hub",
    sequence=1,
    roles=("Centre Operator",),
    cards=(
        Card("Active Entities", "Entity", (("Entity", "status", "=", "Active"),)),
        Card(
            "Entities in Trouble", "Entity",
            (("Entity", "health", "in", ["Degraded", "Down"]),), "#b5473c",
        ),
        Card("Suspended Entities", "Entity", (("Entity", "status", "=", "Suspended"),), "#96611f"),
        Card("Employees of All Entities", "Entity", (), function="Sum", of_field="employees"),
    ),
    charts=(
        Chart("Entities by Category", "Entity", "Donut"),
        Chart("Entities by Function of Government", "Entity", "Donut"),
        Chart("Largest Entities", "Entity", "Bar", width=12),
    ),
    shortcuts=(
        Shortcut("New Entity", "DocType", "Entity", view="New"),
        Shortcut("All Entities", "DocType", "Entity"),
        Shortcut(
            "Tasks Running", "DocType", "Entity Task",
            stats_filter='{"state": ["in", ["Queued", "Running"]]}', format="{} Open", color="Blue",
        ),
    ),
    groups=(
        declared_group("Government Entities", "Registry"),
        declared_group("Government Entities", "Dashboards"),
        declared_group("Government Entities", "Exchange"),
    ),
)  # fmt: skip

SUPPLIERS = Layout(
    name="Suppliers",
    module="Purchasing",
    icon="customer",
    site="hub",
    sequence=2,
    roles=("Supplier Registrar", "Supplier Approver", "Centre Operator"),
    cards=(
        *_OF_SUPPLIERS,
        Card(
            "Proposed Suppliers", "Supplier Proposal",
            (("Supplier Proposal", "workflow_state", "in", ["Draft", "For Approval"]),), "#96611f",
        ),
    ),
    shortcuts=(
        Shortcut("New Supplier", "DocType", "Supplier Proposal", view="New"),
        Shortcut(
            "Accounts to Confirm", "DocType", "Supplier Bank Account",
            stats_filter='{"workflow_state": "For Confirmation"}', format="{} Open", color="Orange",
        ),
    ),
    groups=(
        declared_group("Suppliers", "Register"),
        declared_group("Suppliers", "Rules"),
    ),
)  # fmt: skip

LAYOUTS = (
    INBOX, ADMINISTRATION, FINANCE, PURCHASING, PEOPLE, SELF_SERVICE, ENTITIES, SUPPLIERS,
)  # fmt: skip


# How many columns a list shows: Frappe's own choice leaves room for four on a laptop.
LIST_COLUMNS = list_column_counts()


def list_layouts(site_role: str) -> list[Layout]:
    """Return the workspaces of a site: hub has its own, entity and template share theirs."""
    wanted = "hub" if site_role == "hub" else "entity"
    return [layout for layout in LAYOUTS if layout.site in ("", wanted)]


def list_visible_strings() -> list[str]:
    """Return every label of this module once, in order of appearance."""
    found: dict[str, None] = {}
    for layout in LAYOUTS:
        found[layout.name] = None
        for item in (*layout.shortcuts, *layout.cards, *layout.charts):
            found[item.label] = None
        for shortcut in layout.shortcuts:
            if shortcut.format:
                found[shortcut.format] = None
        for group in layout.groups:
            found[group.label] = None
            found.update(dict.fromkeys(label for label, _type, _link in group.links))
    return list(found)
