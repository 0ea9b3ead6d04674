"""Telling the people who prepared a document what was decided about it: on the bell and by mail.

Owns the wording and the reader's language; also of what the night could not do. Refuses to tell
people what they did themselves. The notice is written in the decision's own transaction; the mail
leaves after its commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frappe import _
from frappe.utils import escape_html

from erp_app.documents import mail
from erp_app.documents.language import speaking
from erp_app.documents.refusals import translate
from erp_app.domain.findings import _ as mark
from erp_app.domain.workflow import Step, Taker
from erp_app.store import notices as store
from erp_app.store.users import Person, load_people, with_address

SYSTEM = "Administrator"  # in whose name the night works
VISITOR = "Guest"  # whoever sent a public form reads no notices
_ONE = mark("{0} {1}: {2} by {3}")
_ONE_FOR = mark("{0} {1}: {2} by {3} for {4}")
_MANY = mark("{0} of your documents ({1}): {2} by {3}")


@dataclass(frozen=True, slots=True)
class Decided:
    """A document that was decided about, as its preparers are told."""

    document_type: str
    name: str
    title: str
    preparers: frozenset[str]


def tell_preparers(
    documents: Sequence[Decided], step: Step, taker: Taker, reason: str = ""
) -> list[str]:
    """Return the SQL that tells every preparer, once, what was decided about the own documents."""
    preparers = frozenset().union(*(one.preparers for one in documents))
    people = load_people(preparers | taker.people)
    notices = []
    for person in sorted(preparers - taker.people - {VISITOR}):
        own = [one for one in documents if person in one.preparers]
        if person in people and people[person].is_enabled:
            with speaking(people[person].language):
                subject = _subject(own, step, taker, people)
            # The screens of the framework show both as markup.
            shown = escape_html(reason)
            notices.append((person, subject, shown, own[0].document_type, own[0].name))
    is_mailed = bool(notices) and mail.has_mail_server()
    names = store.new_names(len(notices), told=is_mailed)
    if is_mailed:
        mail.send_later("erp_app.documents.mail.send_notices", names=names)
    return store.notice_statements(notices, taker.user, names)


def tell_once(
    people: Iterable[str], document: tuple[str, str], template: str, values: Sequence[object] = ()
) -> None:
    """Tell people that the night could not do something for a document, each in the own language;
    who has not read the same yet is not told again.

    document: (type, name). template: marked where it is written; values: what fills it.
    """
    notices = []
    told = store.unread_of(*document)
    for person, found in sorted(load_people(set(people)).items()):
        with speaking(found.language):
            text = escape_html(translate(template, values))
        if found.is_enabled and (person, text) not in told:
            notices.append((person, text, "", *document))
    is_mailed = bool(notices) and mail.has_mail_server()
    names = store.new_names(len(notices), told=is_mailed)
    if is_mailed:
        mail.send_later("erp_app.documents.mail.send_notices", names=names)
    store.write_notices(notices, SYSTEM, names)


def _subject(own: Sequence[Decided], step: Step, taker: Taker, people: dict[str, Person]) -> str:
    who, whom = (_name_of(user, people) for user in (taker.user, taker.on_behalf_of))
    first, after = own[0], _(step.after)
    kind = _(first.document_type)
    if len(own) > 1:
        return escape_html(_(_MANY).format(len(own), kind, after, who))
    named = f"{first.name} ({first.title})" if first.title != first.name else first.name
    if whom:
        return escape_html(_(_ONE_FOR).format(kind, named, after, who, whom))
    return escape_html(_(_ONE).format(kind, named, after, who))


def _name_of(user: str, people: dict[str, Person]) -> str:
    return with_address(user, people[user].full_name) if user in people else user
