"""Which screens the README shows, and who looks at them. Standard library only."""

from dataclasses import dataclass

DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
ENTITY, HUB, DASHBOARDS = "roads", "hub", "analytics"


@dataclass(frozen=True)
class Screen:
    """One picture. name: its file, without ending; host: code of the site it is on.

    email: before the @, None for a stranger; ready: what must be drawn; click: what is pressed
    first, after which `ready` is waited for; language: of the Desk.
    """

    name: str
    host: str
    email: str | None
    path: str
    ready: str
    click: str = ""
    language: str = "en"
    size: tuple[tuple[str, int], ...] = tuple(DESKTOP.items())


TRIAL_BALANCE = "/app/query-report/Trial Balance"
SAID = ".diwan-lead .diwan-figure"  # the first line of a dashboard
SCREENS = (
    Screen("login", ENTITY, None, "/login", ".for-login .btn-login"),
    Screen("finance", ENTITY, "finance.manager", "/app/finance", ".widget svg .line-graph-path"),
    Screen(
        "journal", ENTITY, "finance.officer", "/app/journal?docstatus=1",
        ".form-page .grid-row", click=".list-row .list-subject a",
    ),
    Screen("trial-balance", ENTITY, "auditor", TRIAL_BALANCE, ".dt-row .dt-cell"),
    Screen(
        "trial-balance-arabic", ENTITY, "auditor", TRIAL_BALANCE, ".dt-row .dt-cell", language="ar"
    ),
    Screen(
        "headcount", ENTITY, "hr.manager", "/app/query-report/Headcount", ".dt-row .dt-cell"
    ),
    Screen(
        "phone", ENTITY, "finance.officer", "/app/journal", ".list-row",
        size=tuple(PHONE.items()),
    ),
    Screen("hub", HUB, "operator", "/app/government-entities", ".widget .chart-container svg"),
    *(
        Screen(
            f"{subject}{arabic and '-arabic'}{phone and '-phone'}", DASHBOARDS, "analyst",
            f"/superset/dashboard/{subject}{arabic}/", SAID,
            size=tuple((PHONE if phone else DESKTOP).items()),
        )
        for subject in ("government", "entity-finance", "workforce")
        for arabic in ("", "-ar")
        for phone in ("", "phone")
    ),
)  # fmt: skip
