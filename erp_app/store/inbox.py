"""The stored list of what waits: one row per document that waits for somebody.

Owns the table `Inbox Item`, which no role may read: a person's part of it is asked for by
conditions. A row says what waits and who prepared it, never for whom: roles, limits and
delegations are compared when it is read, so that no change of them leaves the list wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import frappe
from frappe.utils import now_datetime

from erp_app.domain.workflow import Concerned, Workflow
from erp_app.store.amounts import amount_from_text
from erp_app.store.rows import (
    BASE_COLUMNS,
    base_values,
    in_chunks,
    insert_statements,
    literal,
    run_together,
)

TABLE = "tabInbox Item"
DECIDERS, PREPARERS = "Deciders", "Preparers"
COLUMNS = (
    *BASE_COLUMNS,
    "document_type",
    "document",
    "title",
    "audience",
    "amount",
    "sent_by",
    "preparers",
    "waiting_since",
    "mailed",
    "state",
)
# The state comes last: what was asked about the old one is asked before it changes.
_ON_DUPLICATE = (
    "document_type = values(document_type), document = values(document),"
    " waiting_since = if(state = values(state), waiting_since, values(waiting_since)),"
    " mailed = if(state = values(state), mailed, 0),"
    " sent_by = if(state = values(state), sent_by, values(sent_by)),"
    " title = values(title), audience = values(audience), amount = values(amount),"
    " preparers = values(preparers), modified = values(modified),"
    " state = values(state)"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One document that waits.

    sent_by: who sent it for a decision, or back. preparers: nobody among them may decide on it.
    """

    document_type: str
    document: str
    title: str
    state: str
    audience: str
    amount: Decimal
    sent_by: str
    preparers: frozenset[str]
    waiting_since: datetime


@dataclass(frozen=True, slots=True)
class Query:
    """What a person may decide with one set of rights: a state of a document type up to a limit.

    amount_max None: the amount does not matter. people: none of them may have prepared it.
    on_behalf_of: whose rights these are, "" for the own ones.
    """

    document_type: str
    state: str
    amount_max: Decimal | None
    people: tuple[str, ...]
    on_behalf_of: str = ""


def write(items: Iterable[Item]) -> None:
    """Run `write_statements`."""
    run_together(write_statements(items))


def write_statements(items: Iterable[Item]) -> Iterator[str]:
    """Yield the SQL that inserts items or brings them to what is given.

    One that stays in its state keeps its age.
    """
    at = now_datetime()
    rows = (
        (
            *base_values(_name(item.document_type, item.document), at, "Administrator"),
            item.document_type,
            item.document,
            item.title[:140],
            item.audience,
            item.amount,
            item.sent_by,
            ",".join(sorted(item.preparers)),
            item.waiting_since,
            0,
            item.state,
        )
        for item in items
    )
    return insert_statements(TABLE, COLUMNS, rows, _ON_DUPLICATE)


def remove(document_type: str, names: Sequence[str]) -> None:
    """Run `remove_statements`."""
    run_together(remove_statements(document_type, names))


def remove_statements(document_type: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the SQL that takes documents off the list."""
    for chunk in in_chunks(names):
        listed = ", ".join(literal(name) for name in chunk)
        yield (
            f"DELETE FROM `{TABLE}` WHERE document_type = {literal(document_type)}"
            f" AND document IN ({listed})"
        )


def _name(document_type: str, document: str) -> str:
    """Return the key of a document's row: one document waits once."""
    return f"{document_type}:{document}"[:140]


def derive(workflow: Workflow, names: Sequence[str] | None = None) -> list[Item]:
    """Return what the stored documents say should be on the list; of all, or of those named."""
    if names is None:
        return [_item(workflow, row) for row in _read_documents(workflow, "", ())]
    found = []
    for chunk in in_chunks(names):
        marks = ", ".join(["%s"] * len(chunk))
        rows = _read_documents(workflow, f" and name in ({marks})", tuple(chunk))
        found += [_item(workflow, row) for row in rows]
    return found


def _read_documents(workflow: Workflow, condition: str, values: tuple) -> Sequence[tuple]:
    title = frappe.get_meta(workflow.document_type).get_title_field()
    amount = f"cast(`{workflow.amount_field}` as char)" if workflow.amount_field else "'0'"
    states = sorted(workflow.waiting)
    if not states:
        return ()  # what counts by one person's word waits for nobody
    return frappe.db.sql(
        f"select name, `{title}`, workflow_state, {amount}, coalesce(prepared_by, owner),"
        " modified_by, concat_ws('\\n', owner, prepared_by, contributors),"
        " coalesce(sent_at, modified)"
        f" from `tab{workflow.document_type}` where docstatus < 2"
        f" and workflow_state in ({', '.join(['%s'] * len(states))}){condition}",
        (*states, *values),
    )


def _item(workflow: Workflow, row: tuple) -> Item:
    name, title, state, amount, prepared_by, changed_by, people, since = row
    is_for_others = state in workflow.waits_for_others
    preparers = frozenset(filter(None, people.split("\n")))
    return Item(
        workflow.document_type,
        name,
        title or name,
        state,
        DECIDERS if is_for_others else PREPARERS,
        amount_from_text(amount or "0"),
        prepared_by if is_for_others else changed_by,
        preparers,
        since,
    )


def load_concerned(workflow: Workflow, document: str) -> Concerned:
    """Return whose rights a stored document is about."""
    fields = workflow.user_field, workflow.role_field
    user, role = (f"`{field}`" if field else "''" for field in fields)
    rows = frappe.db.sql(
        f"select coalesce({user}, ''), coalesce({role}, '') from `tab{workflow.document_type}`"
        " where name = %s",
        (document,),
    )
    return Concerned(*rows[0]) if rows else Concerned()


def load_all(document_type: str) -> dict[str, Item]:
    """Return the stored items of a document type by document."""
    rows = frappe.db.sql(
        "select document_type, document, title, state, audience, cast(amount as char), sent_by,"
        f" preparers, waiting_since from `{TABLE}` where document_type = %s",
        (document_type,),
    )
    return {row[1]: _stored_item(row) for row in rows}


def list_types() -> list[str]:
    """Return the document types that have items."""
    return [row[0] for row in frappe.db.sql(f"select distinct document_type from `{TABLE}`")]


def load_decidable(queries: Sequence[Query], limit: int) -> list[tuple[Item, str]]:
    """Return (item, on behalf of whom) that the queries open, longest waiting first.

    An item that several sets of rights open comes once, with the first of them.
    """
    found: dict[tuple[str, str], tuple[Item, str]] = {}
    for query in queries:
        condition, values = _condition(query)
        for row in _read_items(condition, values, limit):
            item = _stored_item(row)
            found.setdefault((item.document_type, item.document), (item, query.on_behalf_of))
    return sorted(found.values(), key=lambda pair: pair[0].waiting_since)[:limit]


def load_own(user: str, limit: int) -> list[Item]:
    """Return the items that came back to a preparer, longest waiting first."""
    rows = _read_items("audience = %s and find_in_set(%s, preparers)", (PREPARERS, user), limit)
    return [_stored_item(row) for row in rows]


def _condition(query: Query) -> tuple[str, tuple]:
    text, values = "audience = %s and document_type = %s and state = %s", [DECIDERS]
    values += [query.document_type, query.state]
    if query.amount_max is not None:
        text += " and amount <= %s"
        values.append(query.amount_max)
    for person in query.people:
        text += " and not find_in_set(%s, preparers)"
        values.append(person)
    return text, tuple(values)


def _read_items(condition: str, values: tuple, limit: int) -> Sequence[tuple]:
    return frappe.db.sql(
        "select document_type, document, title, state, audience, cast(amount as char), sent_by,"
        f" preparers, waiting_since from `{TABLE}` where {condition}"
        f" order by waiting_since, document limit {int(limit)}",
        values,
    )


def _stored_item(row: tuple) -> Item:
    *head, amount, sent_by, preparers, since = row
    people = frozenset(filter(None, (preparers or "").split(",")))
    return Item(*head, amount_from_text(amount), sent_by, people, since)


def load_unmailed() -> list[tuple[str, str]]:
    """Return (document type, document) that nobody was told of by mail, locked."""
    return list(
        frappe.db.sql(
            f"select document_type, document from `{TABLE}` where mailed = 0 and audience = %s"
            " for update",
            (DECIDERS,),
        )
    )


def mark_mailed(keys: Collection[tuple[str, str]]) -> None:
    """Note that people were told of these by mail."""
    names = [_name(document_type, document) for document_type, document in keys]
    for chunk in in_chunks(names):
        marks = ", ".join(["%s"] * len(chunk))
        frappe.db.sql(f"update `{TABLE}` set mailed = 1 where name in ({marks})", tuple(chunk))
