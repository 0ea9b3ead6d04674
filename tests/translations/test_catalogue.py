"""Every string of ours is in Arabic, once, with its placeholders; nothing in the file is stale."""

import pytest

from tests.translations import catalogue
from tests.translations.catalogue import Entry
from tests.translations.collect import Text, collect_expressions, collect_texts

TEXTS = collect_texts()
ENTRIES = catalogue.load_catalogue()
FRAMEWORK = catalogue.load_framework_strings()

# What is translated without being a literal, and where its words come from.
EXPRESSIONS = {
    # names of DocTypes, of their fields and of reports
    "doctype": "DocType",
    "options": "DocType",
    "doc.doctype": "DocType",
    "named[0]": "DocType",
    "place.target or place.column": "DocType",
    "target": "DocType",
    "found.options or own": "DocType",
    "title": "DocType",
    "v": "marked in the allow-list's policy",
    "self.doctype": "DocType",
    "kind": "option of Import Batch.kind",
    "first.document_type": "DocType",
    "document_type": "DocType",
    "hit.doctype": "DocType",
    "item.document_type": "DocType",
    "found.status": "option of Supplier.status",
    "self.document_type": "DocType",
    "self.role": "Role",
    "role": "Role",
    "self.kind": "DocType",
    "report": "Report",
    "filename": "Report",
    "df.label": "label of a field",
    "self.meta.get_label(field)": "label of a field",
    "doc.meta.get_label(name)": "label of a field",
    "meta.get_label(field)": "label of a field",
    "meta.get_label(label)": "label of a field",
    # names of a type that is translated: roles, genders, countries
    "cstr(row[0])": "name of a document of a translated type",
    "cstr(v)": "name of a document of a translated type",
    "field.label": "label of a field",
    "label": "label of a field",
    "change[1]": "state of a workflow",
    "change[2]": "state of a workflow",
    "grouping": "option of the headcount's filter, a label of Position and Employee",
    "permission": "right of the framework",
    # options of Select fields
    "doc.status": "option of a field",
    "measure": "option of Budget Movement.movement_kind",
    "treatment": "option of Budget Year End Rule.treatment",
    "stored.status": "option of a field",
    "doc.state": "option of Entity Task.state",
    "frm.doc.health": "option of Entity.health",
    'value || "Unknown"': "option of Entity.health",
    "error.status": "option of Entity.status",
    "error.action": "lifecycle.ACTIONS",
    "action": "lifecycle.ACTIONS",
    "data.action": "lifecycle.ACTIONS",
    "state": "a workflow's states",
    "doc.workflow_state": "a workflow's states",
    "step.after": "a workflow's states",
    "step.action": "a workflow's actions",
    "entry.action": "a workflow's actions",
    "row.action": "a workflow's actions",
    "step.question": "marked in a workflow",
    "step.confirm": "marked in a workflow",
    "step.date_label": "marked in a workflow",
    "value": "option of a field",
    "row.key": "option of a field, or a code",
    "row.label or row.key or 'None'": "option of a field, or a code",
    # templates marked where they are written
    "template": "marked in the domain",
    "_ONE": "marked in notices",
    "_ONE_FOR": "marked in notices",
    "_MANY": "marked in notices",
    "error.template": "marked in the domain",
    "reason.template": "marked in the allow-list's policy",
    # labels of the workspaces
    "chart_name": "desk_layout",
    "page.title": "desk_layout",
    "data[key]": "desk_layout",
    # reported by the platform, collected there
    "template, [frm.doc.name]": "ops/tenants",
}


def test_every_text_is_translated():
    missing = catalogue.find_missing(TEXTS, ENTRIES)
    assert [f"{TEXTS[text]} {text.source!r}" for text in missing] == []


def test_every_framework_text_is_translated():
    assert catalogue.find_missing(map(Text, FRAMEWORK), ENTRIES) == []


def test_every_entry_is_used():
    assert catalogue.find_unused(TEXTS, FRAMEWORK, ENTRIES) == []


def test_placeholders_are_those_of_the_source():
    assert catalogue.find_wrong_placeholders(ENTRIES) == []


def test_translations_are_arabic():
    assert catalogue.find_not_arabic(ENTRIES) == []


def test_no_blanks_at_the_ends():
    assert catalogue.find_untidy(ENTRIES) == []


def test_entries_are_sorted_and_none_comes_twice():
    texts = [entry.text for entry in ENTRIES]
    assert texts == sorted(set(texts))
    assert sorted(set(FRAMEWORK)) == FRAMEWORK


def test_every_translated_expression_has_known_words():
    found = collect_expressions()
    unknown = {expression: str(found[expression]) for expression in {*found} - {*EXPRESSIONS}}
    assert unknown == {}, "translate literals, or say in EXPRESSIONS where the words come from"


@pytest.mark.parametrize(
    "text",
    [
        Text("Trial Balance"),  # a report, a shortcut and a heading
        Text("Cost Centre"),  # a DocType and a marked word of the domain
        Text("Approve and post this journal?"),  # a workflow
        Text("Came Back to You"),  # a script
        Text("Account {0} is disabled"),  # a template of the domain
        Text("Awaiting Appointment"),  # an option of a field
        Text("Centre Operator"),  # a role
        Text("{} Waiting"),  # a workspace's count
        Text("Share", "Part of the total"),  # a text with a context
    ],
)
def test_collector_finds_every_kind_of_text(text):
    assert text in TEXTS


def entry(source: str, translation: str) -> Entry:
    return Entry(Text(source), translation, 1)


def test_checks_find_what_is_wrong():
    good, bad = entry("Line {0}", "السطر {0}"), entry("Line {0}", "السطر")
    assert catalogue.find_missing([Text("A"), Text("B")], [entry("A", "ا")]) == [Text("B")]
    assert catalogue.find_unused([Text("A")], ["B"], [entry("A", "ا"), entry("B", "ب"), bad]) == [
        bad
    ]
    assert catalogue.find_wrong_placeholders([good, bad]) == [bad]
    assert catalogue.find_not_arabic([good, entry("Save", "Save")]) == [entry("Save", "Save")]
    assert catalogue.find_untidy([good, entry("Save ", "حفظ")]) == [entry("Save ", "حفظ")]
