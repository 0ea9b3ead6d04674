"""Corrections to forms and reports in the Desk: the corrected lines run in Node."""

import re
import subprocess
from collections.abc import Callable

from tests.runtime.corrections.proofs import proves


def run_in_node(script: str) -> str:
    """Return what a script printed. Fails when the script did."""
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# The method as it stands in the file, on a table whose rows have gone meanwhile.
ON_A_TABLE_WITHOUT_ROWS = """
class Table {{ {method} }}
const table = new Table();
table.grid_rows = [];
globalThis.setTimeout = (work) => work();
table.set_focus_on_row();
const focused = [];
const found = {{ find: () => found, filter: () => found, focus: () => focused.push(1) }};
table.grid_rows = [{{ row: found }}];
table.set_focus_on_row();
console.log(focused.length);
"""


@proves("focus-on-row-that-is-there")
def test_focus_on_a_row_that_went_is_no_error(source: Callable[[str], str]) -> None:
    text = source("public/js/frappe/form/grid.js")
    method = re.search(r"\tset_focus_on_row\(idx\) \{.*?\n\t\}\n", text, re.DOTALL).group()
    script = ON_A_TABLE_WITHOUT_ROWS.format(method=method)
    assert run_in_node(script) == "1"


# A link whose titles come when they are told to.
ON_A_LINK_WHOSE_TITLE_IS_LATE = """
const come = {{}};
globalThis.frappe = {{ utils: {{
    get_link_title: () => undefined,
    fetch_link_title: (_doctype, name) => new Promise((resolve) => (come[name] = resolve)),
}} }};
class Link {{
    title_value_map = {{}};
    box = "";
    get_options() {{ return "Account"; }}
    is_title_link() {{ return true; }}
    get_input_value() {{ return this.title_value_map[this.box] || this.box; }}
    translate_and_set_input_value(text, value) {{
        this.title_value_map[text] = value;
        this.box = text;
    }}
    {method}
}}
const wait = () => new Promise((resolve) => setTimeout(resolve));
(async () => {{
    const link = new Link();
    link.set_link_title("52604");
    const before = link.get_input_value();
    link.set_link_title("21101");
    come["52604"]("Outsourced staff");
    await wait();
    const between = link.get_input_value();
    come["21101"]("Payables");
    await wait();
    console.log([before, between, link.box, link.get_input_value()].join("|"));
}})();
"""


@proves("link-has-its-value-before-its-title")
def test_link_whose_title_is_late_has_the_value_chosen_last(source: Callable[[str], str]) -> None:
    text = source("public/js/frappe/form/controls/link.js")
    method = re.search(r"\tasync set_link_title\(value\) \{.*?\n\t\}\n", text, re.DOTALL).group()
    said = run_in_node(ON_A_LINK_WHOSE_TITLE_IS_LATE.format(method=method))
    assert said == "52604|21101|Payables|21101"


# A report's filters, each of which takes its value later, and asks for the report then.
ON_A_REPORT_WITH_SLOW_FILTERS = """
globalThis.frappe = {{ route_options: null, run_serially: (tasks) =>
    tasks.reduce((result, task) => result.then(task), Promise.resolve()) }};
const asked = [];
class Filter {{
    constructor(name, report) {{ this.df = {{ fieldname: name }}; this.report = report; }}
    async set_value(value) {{
        await new Promise((resolve) => setTimeout(resolve, 5));
        this.value = value;
        if (!this.report._no_refresh) this.report.refresh();
        if (value === "unknown") throw new Error("no such value");
    }}
}}
class Report {{
    filters = ["account", "fund", "from_date"].map((name) => new Filter(name, this));
    refresh() {{ asked.push(this.filters.map((filter) => filter.value || "").join(",")); }}
    {method}
}}
console.error = () => {{}};
(async () => {{
    const report = new Report();
    const address = {{ account: "52604", fund: "unknown", from_date: "2026-01-01" }};
    await report.set_route_filters(address);
    report.refresh();
    console.log(asked.join("|"), report._no_refresh);
}})();
"""


@proves("report-begins-with-its-address")
def test_report_is_asked_once_with_all_filters_of_its_address(source: Callable[[str], str]) -> None:
    text = source("public/js/frappe/views/reports/query_report.js")
    pattern = r"\tset_route_filters\(route_options\) \{.*?\n\t\}\n"
    method = re.search(pattern, text, re.DOTALL).group()
    said = run_in_node(ON_A_REPORT_WITH_SLOW_FILTERS.format(method=method))
    assert said == "52604,unknown,2026-01-01 false"


# The function as it stands in the file, on the address of a picture with a quote in it.
ON_A_PICTURE_WITH_A_QUOTE = """
globalThis.window = {{}};
const signs = {{ "'": "&#39;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "&": "&amp;" }};
const escape_html = (text) => String(text).replace(/['"<>&]/g, (sign) => signs[sign]);
globalThis.frappe = {{ utils: {{ escape_html }} }};
{function}
const image = "/files/x' onfocus='alert(1)' x='";
console.log(frappe.get_avatar("avatar-small", "Somebody", image).includes("x' onfocus"));
"""


@proves("picture-is-no-markup")
def test_address_of_a_picture_is_no_markup(source: Callable[[str], str]) -> None:
    text = source("public/js/frappe/utils/common.js")
    function = re.search(r"frappe\.get_avatar = function .*?\n\};\n", text, re.DOTALL).group()
    assert run_in_node(ON_A_PICTURE_WITH_A_QUOTE.format(function=function)) == "false"
