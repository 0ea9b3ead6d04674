"""Corrections against script in text: what is stored, and what Desk puts on a page."""

# ruff: noqa: E501  the edits quote Frappe's own lines, which are longer than ours.

from ops.runtime.corrections.model import Correction, Edit

ESCAPED = "frappe.utils.escape_html"

SERIES = (
    Correction(
        name="sanitize-json-and-open-tags",
        why="Text that reads as JSON, or holds a tag that is not closed, was stored as written: "
        "script in lists and forms. JSON keeps its meaning, its strings are cleaned, and '<' is "
        "written as \\u003c, so that the raw text is no HTML either.",
        source="list of the base: sanitize_html on JSON-like text",
        edits=(
            Edit(
                path="utils/html_utils.py",
                find="\telif is_json(html):\n\t\treturn html\n\n"
                '\tif not bool(BeautifulSoup(html, "html.parser").find()):\n\t\treturn html\n',
                replace='\tif html.strip()[:1] in ("[", "{") and is_json(html):\n'
                "\t\treturn sanitize_json(html, linkify)\n\n"
                '\tif not re.search(r"<[a-zA-Z/!?]", html):\n\t\treturn html\n',
            ),
            Edit(
                path="utils/html_utils.py",
                find="\n\ndef sanitize_html(html, linkify=False):\n",
                replace="\n\ndef sanitize_json(text, linkify=False):\n"
                '\tif "<" not in text and "\\\\u003c" not in text.lower():\n'
                "\t\treturn text\n\n"
                "\tdef clean(value):\n"
                "\t\tif isinstance(value, dict):\n"
                "\t\t\treturn {sanitize_html(key): clean(inner) for key, inner in value.items()}\n"
                "\t\tif isinstance(value, list):\n"
                "\t\t\treturn [clean(inner) for inner in value]\n"
                "\t\treturn sanitize_html(value, linkify)\n\n"
                '\treturn json.dumps(clean(json.loads(text)), ensure_ascii=False).replace("<", "\\\\u003c")\n'
                "\n\ndef sanitize_html(html, linkify=False):\n",
            ),
        ),
    ),
    Correction(
        name="sanitize-escaped-tags",
        why="A value whose '<' was written \\u003c was not looked at, and became a tag when the "
        "browser read the JSON.",
        source="own finding beside sanitize_html on JSON-like text",
        edits=(
            Edit(
                path="model/base_document.py",
                find='if "<" not in value and ">" not in value:',
                replace='if "<" not in value and ">" not in value and "\\\\u003c" not in value.lower():',
            ),
        ),
    ),
    Correction(
        name="escape-link-title",
        why="A record's title or description ran as script in every field that links to it.",
        source="list of the base: several XSS",
        edits=(
            Edit(
                path="public/js/frappe/form/controls/link.js",
                find='let html = d.html || "<strong>" + _label + "</strong>";',
                replace=f'let html = d.html || "<strong>" + {ESCAPED}(_label) + "</strong>";',
            ),
            Edit(
                path="public/js/frappe/form/controls/link.js",
                find='.html(`<a><p title="${_label}">${html}</p></a>`)',
                replace=f'.html(`<a><p title="${{{ESCAPED}(_label)}}">${{html}}</p></a>`)',
            ),
            Edit(
                path="public/js/frappe/form/controls/link.js",
                find="""html += '<br><span class="small">' + __(d.description) + "</span>";""",
                replace=f"""html += '<br><span class="small">' + {ESCAPED}(__(d.description)) + "</span>";""",
            ),
            Edit(
                path="public/js/frappe/form/controls/multiselect_pills.js",
                find='<span class="btn-link-to-form">${__(label || value)}</span>',
                replace=f'<span class="btn-link-to-form">${{{ESCAPED}(__(label || value))}}</span>',
            ),
        ),
    ),
    Correction(
        name="escape-file-names",
        why="The name of an attached file ran as script in the form's side bar and the file list.",
        source="list of the base: XSS in file names",
        edits=(
            Edit(
                path="public/js/frappe/form/sidebar/attachments.js",
                find='<a href="${file_url}" target="_blank" title="${file_name}"',
                replace=f'<a href="${{{ESCAPED}(file_url)}}" target="_blank" title="${{{ESCAPED}(file_name)}}"',
            ),
            Edit(
                path="public/js/frappe/form/sidebar/attachments.js",
                find="<span>${file_name}</span>",
                replace=f"<span>${{{ESCAPED}(file_name)}}</span>",
            ),
            Edit(
                path="public/js/frappe/views/file/file_view.js",
                find='<span class="level-item  ellipsis" title="${file.file_name}">\n'
                '\t\t\t\t\t<a class="ellipsis" href="${route_url}" title="${file.file_name}">',
                replace=f'<span class="level-item  ellipsis" title="${{{ESCAPED}(file.file_name)}}">\n'
                f'\t\t\t\t\t<a class="ellipsis" href="${{{ESCAPED}(route_url)}}" '
                f'title="${{{ESCAPED}(file.file_name)}}">',
            ),
        ),
    ),
    Correction(
        name="escape-awesomebar",
        why="Recently visited routes and page titles were put into the search bar's list as HTML: "
        "a link with script in it waited there for the next search.",
        source="list of the base: XSS in awesomebar",
        edits=(
            Edit(
                path="public/js/frappe/ui/toolbar/search_utils.js",
                find='out.label = __(match[1][1]) + " " + match[1][2].bold();',
                replace=f'out.label = {ESCAPED}(__(match[1][1])) + " " + {ESCAPED}(match[1][2]).bold();',
            ),
            Edit(
                path="public/js/frappe/ui/toolbar/search_utils.js",
                find="\t\t\t\t\tout.label = __(match[1][1]).bold();\n\t\t\t\t\tout.value = __(match[1][1]);",
                replace=f"\t\t\t\t\tout.label = {ESCAPED}(__(match[1][1])).bold();\n"
                "\t\t\t\t\tout.value = __(match[1][1]);",
            ),
            Edit(
                path="public/js/frappe/ui/toolbar/search_utils.js",
                find="out.label = __(`{0} ${label}`, [__(match[1][1]).bold()]);",
                replace=f"out.label = __(`{{0}} ${{label}}`, [{ESCAPED}(__(match[1][1])).bold()]);",
            ),
            Edit(
                path="public/js/frappe/ui/toolbar/search_utils.js",
                find="out.label = match[0].bold();",
                replace=f"out.label = {ESCAPED}(match[0]).bold();",
            ),
        ),
    ),
    Correction(
        name="escape-workspace-titles",
        why="The title of a workspace ran as script in the side bar of everybody it is shown to.",
        source="list of the base: workspace titles; CVE-2026-31879",
        edits=(
            Edit(
                path="public/js/frappe/views/workspace/workspace.js",
                find='item-name="${item.title}"',
                replace=f'item-name="${{{ESCAPED}(item.title)}}"',
            ),
            Edit(
                path="public/js/frappe/views/workspace/workspace.js",
                find='title="${__(item.title)}"',
                replace=f'title="${{{ESCAPED}(__(item.title))}}"',
            ),
            Edit(
                path="public/js/frappe/views/workspace/workspace.js",
                find='<span class="sidebar-item-label">${__(item.title)}<span>',
                replace=f'<span class="sidebar-item-label">${{{ESCAPED}(__(item.title))}}<span>',
            ),
        ),
    ),
    Correction(
        name="escape-list-subject",
        why="A name or title without its tags still reached the list's attributes as written.",
        source="list of the base: several XSS",
        edits=(
            Edit(
                path="public/js/frappe/list/list_view.js",
                find='data-name="${doc.name}" data-doctype="${this.doctype}"\n'
                '\t\t\tdata-liked-by="${encodeURI(doc._liked_by) || "[]"}"',
                replace=f'data-name="${{{ESCAPED}(doc.name)}}" data-doctype="${{this.doctype}}"\n'
                '\t\t\tdata-liked-by="${encodeURI(doc._liked_by) || "[]"}"',
            ),
            Edit(
                path="public/js/frappe/list/list_view.js",
                find="\t\t\t\t\t${subject}\n\t\t\t\t</a>",
                replace="\t\t\t\t\t${escaped_subject}\n\t\t\t\t</a>",
            ),
            Edit(
                path="public/js/frappe/form/form.js",
                find='data-name="${value}">',
                replace=f'data-name="${{{ESCAPED}(value)}}">',
            ),
            Edit(
                path="public/js/frappe/form/formatters.js",
                find='data-name="${original_value}"',
                replace=f'data-name="${{{ESCAPED}(original_value)}}"',
            ),
        ),
    ),
    Correction(
        name="escape-avatars-links-and-code",
        why="A person's name with a quotation mark became an attribute with script wherever the "
        "picture is shown; a document's name did in a link's value; a code field chosen as a "
        "column was put on the page as HTML.",
        source="list of the base: several XSS; docs/security-advisories.md",
        edits=(
            Edit(
                path="public/js/frappe/utils/common.js",
                find="frappe.get_avatar = function (css_class, title, image_url = null, remove_color, data_attributes) {\n"
                "\tif (!css_class) {\n",
                replace="frappe.get_avatar = function (css_class, title, image_url = null, remove_color, data_attributes) {\n"
                f"\ttitle = {ESCAPED}(title);\n"
                "\tif (!css_class) {\n",
            ),
            Edit(
                path="public/js/frappe/utils/common.js",
                find='title="${extra_users.map((u) => frappe.user_info(u).fullname).join(", ")}"',
                replace=f'title="${{{ESCAPED}(extra_users.map((u) => frappe.user_info(u).fullname).join(", "))}}"',
            ),
            Edit(
                path="public/js/frappe/form/formatters.js",
                find='data-value="${original_value}"',
                replace=f'data-value="${{{ESCAPED}(original_value)}}"',
            ),
            Edit(
                path="public/js/frappe/list/list_view.js",
                find='\t\t\tif (df.fieldtype === "Code") {\n\t\t\t\treturn value;\n',
                replace=f'\t\t\tif (df.fieldtype === "Code") {{\n\t\t\t\treturn {ESCAPED}(value);\n',
            ),
        ),
    ),
)
