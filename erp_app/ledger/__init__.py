"""The one engine for everything that posts: entries of any voucher in, chained lines out.

    entries = [Entry("Journal", name, day, postings, preparers=...)]
    post(entries, authority_of(user))

One order for every way in (form, REST, import, batch, background, reversal): fill what the rules
imply, check, authorise, store, reserve (rows locked in sorted order), number, lines, balances,
head last. One document is a set of one. Knows no kind of document: voucher types and reservations
register in hooks.py. Never commits.
"""

from erp_app.domain.authority import Authority
from erp_app.domain.entry import EntriesInvalidError, Entry, EntryFinding, Posting
from erp_app.ledger.completing import Completed, complete, require_sound
from erp_app.ledger.deciding import authority_of, find_periods, require_known_period
from erp_app.ledger.making import Made, post_new
from erp_app.ledger.posting import Prepared, post, prepare, write
from erp_app.ledger.reversing import reverse
from erp_app.ledger.vouchers import PostedEntry
from erp_app.ledger.waiting import approve_waiting

__all__ = [
    "Authority",
    "Completed",
    "EntriesInvalidError",
    "Entry",
    "EntryFinding",
    "Made",
    "PostedEntry",
    "Posting",
    "Prepared",
    "approve_waiting",
    "authority_of",
    "complete",
    "find_periods",
    "post",
    "post_new",
    "prepare",
    "require_known_period",
    "require_sound",
    "reverse",
    "write",
]
