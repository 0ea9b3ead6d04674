"""Corrections against script in text that people typed."""

import json
import re

import pytest

from ops.runtime import Runtime
from tests.runtime.corrections.proofs import Function, InErp, Source, assert_before, proves


@proves("sanitize-json-and-open-tags")
@pytest.mark.parametrize(
    "text",
    [
        '["<img src=x onerror=alert(1)>"]',
        '{"a": {"<img src=x onerror=alert(1)>": 1}}',
        '["\\u003cimg src=x onerror=alert(1)>"]',
        '"<img src=x onerror=alert(1)>"',
        "<img src=x onerror=alert(1) ",
        "<svg onload=alert(1)>",
        '["<img src=x a=\'","\'onerror=alert(1) >"]',
    ],
)
def test_script_in_text_is_removed_or_no_tag(in_erp: InErp, text: str) -> None:
    clean = in_erp("return frappe.utils.sanitize_html(given)", text)
    tags = re.findall(r"<[^>]*", clean)
    assert not [tag for tag in tags if re.search(r"\bon\w+\s*=", tag)], clean
    if text.startswith("["):
        for value in json.loads(clean):
            assert not re.search(r"<\w[^>]*\bon\w+\s*=", value), clean


@pytest.mark.parametrize(
    "text",
    [
        "a < b & c",
        "5 <6",
        '{"a": [1, "b"]}',
        '[["Journal", "amount", ">", 100]]',
        "plain",
        "<b>x</b>",
    ],
)
def test_harmless_text_is_kept(in_erp: InErp, text: str) -> None:
    assert in_erp("return frappe.utils.sanitize_html(given)", text) == text


def test_json_keeps_its_meaning(in_erp: InErp) -> None:
    value = [["Journal", "amount", "<", 100], {"نص": "<b>x</b>"}]
    told = in_erp("return frappe.utils.sanitize_html(given)", json.dumps(value))
    assert json.loads(told) == value
    assert "<" not in told


@proves("sanitize-escaped-tags")
def test_escaped_tags_are_looked_at(function: Function) -> None:
    assert '"\\\\u003c" not in value.lower()' in function(
        "model/base_document.py", "_sanitize_content"
    )


@proves(
    "escape-link-title",
    "escape-file-names",
    "escape-awesomebar",
    "escape-workspace-titles",
    "escape-list-subject",
)
@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("form/controls/link.js", 'title="${_label}"'),
        ("form/controls/link.js", '"<strong>" + _label'),
        ("form/controls/link.js", "+ __(d.description)"),
        ("form/controls/multiselect_pills.js", ">${__(label || value)}<"),
        ("form/sidebar/attachments.js", 'title="${file_name}"'),
        ("form/sidebar/attachments.js", "<span>${file_name}<"),
        ("views/file/file_view.js", 'title="${file.file_name}"'),
        ("ui/toolbar/search_utils.js", "= match[0].bold()"),
        ("ui/toolbar/search_utils.js", "__(match[1][1]).bold()"),
        ("ui/toolbar/search_utils.js", "match[1][2].bold()"),
        ("views/workspace/workspace.js", '"${item.title}"'),
        ("views/workspace/workspace.js", "${__(item.title)}"),
        ("list/list_view.js", "${subject}"),
        ("list/list_view.js", 'data-name="${doc.name}" data-doctype'),
        ("form/form.js", 'data-name="${value}"'),
        ("form/formatters.js", 'data-name="${original_value}"'),
    ],
)
def test_values_are_escaped_where_desk_writes_html(
    runtime: Runtime, source: Source, path: str, raw: str
) -> None:
    before = (runtime.restored / "public/js/frappe" / path).read_text(encoding="utf-8")
    assert raw in before, "the test no longer looks for what was there"
    after = source(f"public/js/frappe/{path}")
    assert raw not in after
    assert "frappe.utils.escape_html(" in after or "escaped_subject" in after


@proves("escape-avatars-links-and-code")
def test_names_of_people_and_documents_are_escaped(source: Source) -> None:
    common = source("public/js/frappe/utils/common.js")
    assert_before(common, "title = frappe.utils.escape_html(title);", 'title="${title}"')
    assert "escape_html(extra_users.map(" in common
    formatters = source("public/js/frappe/form/formatters.js")
    assert 'data-value="${frappe.utils.escape_html(original_value)}"' in formatters
    assert "return frappe.utils.escape_html(value);" in source("public/js/frappe/list/list_view.js")
