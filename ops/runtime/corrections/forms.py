"""Corrections to forms in the Desk."""

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="picture-is-no-markup",
        why="The address of a person's picture went into the page as it was stored: a quote in it "
        "became an attribute, which ran in the browser of whoever saw the person.",
        source="own finding, an attack on our own platform",
        edits=(
            Edit(
                path="public/js/frappe/utils/common.js",
                find="style='background-image: url(\"${image}\")'",
                replace="style='background-image: url(\"${frappe.utils.escape_html(image)}\")'",
            ),
        ),
    ),
    Correction(
        name="focus-on-row-that-is-there",
        why="A table set the focus on a row a moment after adding it; when the form had been drawn "
        "anew meanwhile, the page ended in an error.",
        source="own finding, seen in the browser tests",
        edits=(
            Edit(
                path="public/js/frappe/form/grid.js",
                find="\t\t\tthis.grid_rows[idx].row\n\t\t\t\t.find(",
                replace="\t\t\tthis.grid_rows[idx]?.row\n\t\t\t\t.find(",
            ),
        ),
    ),
    Correction(
        name="link-has-its-value-before-its-title",
        why="A link's box stayed empty until the server had said the title: who read it meanwhile "
        "took it for not chosen. A late title also wrote over what was chosen after it.",
        source="own finding, seen in the browser tests on a slow machine",
        edits=(
            Edit(
                path="public/js/frappe/form/controls/link.js",
                find="\t\tconst link_title =\n"
                "\t\t\tfrappe.utils.get_link_title(doctype, value) ||\n"
                "\t\t\t(await frappe.utils.fetch_link_title(doctype, value));\n",
                replace="\t\tlet link_title = frappe.utils.get_link_title(doctype, value);\n"
                "\t\tif (!link_title) {\n"
                "\t\t\tthis.translate_and_set_input_value(value, value);\n"
                "\t\t\tlink_title = await frappe.utils.fetch_link_title(doctype, value);\n"
                "\t\t\tif (this.get_input_value() !== value) return;\n"
                "\t\t}\n",
            ),
        ),
    ),
    Correction(
        name="report-begins-with-its-address",
        why="A report did not wait for the filters of its address: it was asked without them, and "
        "on a slow machine its answer stayed on the screen below filters it had not.",
        source="own finding, seen in the browser tests on a slow machine",
        edits=(
            Edit(
                path="public/js/frappe/views/reports/query_report.js",
                find="\t\t\t\t\tf.set_value(value);\n\t\t\t\t};\n\t\t\t});\n",
                replace="\t\t\t\t\treturn f.set_value(value)?.catch?.(console.error);\n"
                "\t\t\t\t};\n\t\t\t});\n"
                "\t\t\t// What follows asks for the report once, with all of them.\n"
                "\t\t\tthis._no_refresh = true;\n",
            ),
            Edit(
                path="public/js/frappe/views/reports/query_report.js",
                find="\t\t\t\tfrappe.route_options = null;\n\t\t\t});\n",
                replace="\t\t\t\tfrappe.route_options = null;\n"
                "\t\t\t\tthis._no_refresh = false;\n\t\t\t});\n",
            ),
        ),
    ),
)
