"""Every string of the app that a person can read, found in its sources.

Owns what counts as visible: marked texts in Python, JavaScript and templates, the words of
DocTypes, reports and workspaces, and the words that are data until a screen translates them.
Needs no Frappe. Refuses (reports) a marked text that is not one literal.

Run it to see what the Arabic catalogue lacks: python -m tests.translations.collect
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from erp_app.documents.registry import load_workflows
from erp_app.domain.hub import lifecycle
from erp_app.install import desk_layout

REPO = Path(__file__).resolve().parents[2]
APP = REPO / "erp_app"
MARKERS = frozenset({"_", "_lt", "mark"})
SCRIPTS = frozenset({".js", ".ts", ".vue", ".html"})
_PARTS_OF_SCRIPT = re.compile(
    r"""(?<![\w.$])__\(\s*          # the marker
    (?:(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)
      (?P<after>\s*(?:,\s*(?:null|undefined|\[[^\]]*\])\s*,\s*(?P<ctx>"[^"]*"|'[^']*'))?\s*,?\s*\))?
     |(?P<expression>[^"'`)][^)]*))""",
    re.VERBOSE | re.DOTALL,
)
_TEMPLATE_CALL = re.compile(
    r"""(?<![\w.$])_\(\s*(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""", re.DOTALL
)
_TREE_WORD = re.compile(r"""\b(?:root_label|breadcrumb):\s*"([^"]+)\"""")
_CONSTANTS = {
    "erp_app/install/roles.py": frozenset({"ENTITY_ROLES", "HUB_ROLES"}),
    "erp_app/guards/policy.py": frozenset({"RIGHTS"}),
}
_STEP_SOURCES = ("ops/tenants/provision.py", "ops/tenants/remove.py")
_SCRIPT_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


@dataclass(frozen=True, order=True)
class Text:
    """A source text with its context ("" for none), as a catalogue knows it."""

    source: str
    context: str = ""


@dataclass(frozen=True)
class Place:
    """Where something was found: a path from the repository's root and a 1-based line."""

    path: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def collect_texts() -> dict[Text, Place]:
    """Return every visible text with the first place it was found in."""
    found: dict[Text, Place] = {}
    for text, place in _walk_texts():
        if re.search(r"[^\W\d_]", text.source):
            found.setdefault(Text(text.source.strip(), text.context), place)
    return found


def collect_expressions() -> dict[str, Place]:
    """Return what is translated without being a literal: the expression and its first place."""
    found: dict[str, Place] = {}
    for path in app_files(".py"):
        for call in _marker_calls(path):
            if _literal(call.args[0]) is None:
                expression = ast.unparse(call.args[0])
                found.setdefault(expression, Place(_name(path), call.lineno))
    for path in app_files(*SCRIPTS):
        content = path.read_text(encoding="utf-8")
        for match in _PARTS_OF_SCRIPT.finditer(content):
            expression = match["expression"]
            is_template = match["quote"] == "`" and "${" in match["text"]
            if expression or is_template or (match["text"] and _is_joined(content, match)):
                shown = " ".join((expression or match.group()).split())
                found.setdefault(shown, Place(_name(path), _line(content, match.start())))
    return found


def app_files(*suffixes: str) -> list[Path]:
    """Return the app's files with one of these suffixes."""
    paths = (path for path in APP.rglob("*") if path.suffix in suffixes)
    return sorted(path for path in paths if not {"__pycache__", "node_modules"} & {*path.parts})


def _walk_texts() -> Iterator[tuple[Text, Place]]:
    for path in app_files(".py"):
        yield from _python_texts(path)
    for path in app_files(*SCRIPTS):
        yield from _script_texts(path)
    for path in app_files(".json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(document, dict):
            for word in _document_words(document):
                yield Text(word), Place(_name(path))
    yield from _data_words()


def _marker_calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else None
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in MARKERS:
            yield node


def _literal(node: ast.expr) -> str | None:
    """Return the text of a literal, also of literals joined by a plus; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _literal(node.left), _literal(node.right)
        return None if left is None or right is None else left + right
    return None


def _python_texts(path: Path) -> Iterator[tuple[Text, Place]]:
    for call in _marker_calls(path):
        source = _literal(call.args[0])
        contexts = [keyword.value for keyword in call.keywords if keyword.arg == "context"]
        contexts += call.args[2:3]
        context = (_literal(contexts[0]) or "") if contexts else ""
        if source is not None:
            yield Text(source, context), Place(_name(path), call.lineno)


def _script_texts(path: Path) -> Iterator[tuple[Text, Place]]:
    content = path.read_text(encoding="utf-8")
    for match in _PARTS_OF_SCRIPT.finditer(content):
        if match["text"] is not None:
            context = (match["ctx"] or "").strip("\"'")
            place = Place(_name(path), _line(content, match.start()))
            yield Text(_unescape(match["text"]), context), place
    for match in _TREE_WORD.finditer(content):
        yield Text(match[1]), Place(_name(path), _line(content, match.start()))
    if path.suffix == ".html":
        for match in _TEMPLATE_CALL.finditer(content):
            place = Place(_name(path), _line(content, match.start()))
            yield Text(_unescape(match["text"])), place


def _is_joined(content: str, match: re.Match) -> bool:
    return bool(re.match(r"\s*\+", content[match.end() :]))


def _unescape(text: str) -> str:
    plain = {"n": "\n", "t": "\t", "\n": ""}

    def replace(match: re.Match) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) == 5 else plain.get(code, code)

    return _SCRIPT_ESCAPE.sub(replace, text)


def _document_words(document: dict) -> Iterator[str]:
    """Yield the words of one exported document; unknown kinds give none."""
    match document.get("doctype"):
        case "DocType":
            yield from _doctype_words(document)
        case "Report":
            yield document["name"]
            yield document.get("report_name", "")
            for row in (*document.get("columns", ()), *document.get("filters", ())):
                yield row.get("label") or ""
                yield from _select_options(row)
        case "Workspace":
            yield from _workspace_words(document)
        case "Number Card" | "Dashboard Chart" | "Dashboard":
            yield document["name"]
            yield from _values(document, "label", "chart_name", "dashboard_name", "y_label")
        case "Print Format":
            yield document["name"]
            for match in _TEMPLATE_CALL.finditer(document.get("html") or ""):
                yield _unescape(match["text"])
        case "Web Page" | "Web Form" | "Workflow" | "Page" | "Onboarding Step":
            yield document["name"]
            yield from _values(document, "title", "introduction_text", "success_message")
            for row in (*document.get("web_form_fields", ()), *document.get("states", ())):
                yield from _values(row, "label", "description", "state")
        case "Workflow State" | "Workflow Action Master" | "Role":
            yield document["name"]
        case "Custom Field":
            yield from _field_words(document)


def _doctype_words(document: dict) -> Iterator[str]:
    yield document["name"]
    yield from _values(document, "description", "documentation")
    for field in document.get("fields", ()):
        yield from _field_words(field)
    for row in (*document.get("actions", ()), *document.get("links", ())):
        yield from _values(row, "label", "group")
    for row in document.get("states", ()):
        yield from _values(row, "title")
    for row in document.get("permissions", ()):
        yield from _values(row, "role")


def _field_words(field: dict) -> Iterator[str]:
    yield from _values(field, "label", "description", "placeholder", "documentation")
    yield from _select_options(field)
    if field.get("fieldtype") in ("HTML", "Heading"):
        yield from _values(field, "options")


def _select_options(field: dict) -> Iterator[str]:
    if field.get("fieldtype") in ("Select", "Autocomplete"):
        yield from (field.get("options") or "").split("\n")


def _workspace_words(document: dict) -> Iterator[str]:
    yield from _values(document, "name", "label", "title")
    rows = ("shortcuts", "links", "charts", "number_cards", "quick_lists")
    for row in (row for key in rows for row in document.get(key, ())):
        yield from _values(row, "label", "description", "format")
    for block in json.loads(document.get("content") or "[]"):
        if block.get("type") in ("header", "paragraph"):
            yield re.sub(r"<[^>]+>", "", block["data"].get("text", ""))


def _values(row: dict, *keys: str) -> Iterator[str]:
    yield from (row[key] for key in keys if isinstance(row.get(key), str))


def _data_words() -> Iterator[tuple[Text, Place]]:
    """Words that are data in the sources and are translated when a screen shows them."""
    layout = Place("erp_app/install/desk_layout.py")
    yield from ((Text(word), layout) for word in desk_layout.list_visible_strings())
    modules = (APP / "modules.txt").read_text(encoding="utf-8").split("\n")
    yield from ((Text(word.strip()), Place("erp_app/modules.txt")) for word in modules)
    steps = Place("erp_app/documents/registry.py")
    for workflow in load_workflows().values():
        yield from ((Text(word), steps) for word in (*workflow.states, *workflow.actions))
    entities = Place("erp_app/domain/hub/lifecycle.py")
    yield from ((Text(word), entities) for word in lifecycle.ACTIONS)
    for path in _STEP_SOURCES:
        yield from ((Text(step), Place(path)) for step in _platform_steps(REPO / path))
    for path, names in _CONSTANTS.items():
        yield from ((Text(word), Place(path)) for word in _constant_words(REPO / path, names))


def _platform_steps(path: Path) -> Iterator[str]:
    """Yield what the platform reports while it works on an entity, its code as {0}."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "report":
            parts = getattr(node.args[1], "values", [node.args[1]])
            step = "".join(_literal(part) or "{}" for part in parts)
            for state in ("active", "suspended") if step.count("{}") > 1 else ("",):
                yield step.replace("{}", "{0}", 1).replace("{}", state)


def _constant_words(path: Path, names: frozenset[str]) -> Iterator[str]:
    """Yield the texts in module-level constants of files that need Frappe to be imported."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and names & {ast.unparse(name) for name in node.targets}:
            yield from (item for item in map(_literal, ast.walk(node.value)) if item)


def _name(path: Path) -> str:
    return str(path.relative_to(REPO))


def _line(content: str, offset: int) -> int:
    return content.count("\n", 0, offset) + 1


if __name__ == "__main__":
    from tests.translations.catalogue import load_catalogue

    known = {entry.text for entry in load_catalogue()}
    for text, place in sorted(collect_texts().items()):
        if text not in known:
            print(f"{place}\t{text.source!r}\t{text.context}")
