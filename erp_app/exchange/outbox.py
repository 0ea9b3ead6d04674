"""Messages out of the hub: written in the transaction of what they tell.

Owns nothing but the order: number, seal, row. Whoever carries them is the platform's business.
"""

from __future__ import annotations

from erp_app.domain.messages import seal, write_body
from erp_app.store import exchange as store

EVERYBODY = ""


def publish(kind: str, subject: str, content: dict, addressee: str = EVERYBODY) -> int:
    """Tell the entities, or one of them, what a subject is now; return the message's number.

    kind: one of the hook diwan_exchange_kinds. Others who publish wait until this transaction ends,
    so call it last in it.
    """
    number, before = store.take_number()
    body = write_body(content)
    sealed = seal(before, number, kind, subject, addressee, body)
    store.insert_message(
        {
            "number": number,
            "kind": kind,
            "subject": subject,
            "addressee": addressee,
            "body": body,
            "seal": sealed,
        }
    )
    return number
