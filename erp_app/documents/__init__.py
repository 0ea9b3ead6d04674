"""The one life of a document: what every document that is prepared, decided on and posted shares.

| File | Owns |
|---|---|
| `registry.py` | which document types have a workflow, found beside their controllers |
| `controlled.py` | `ControlledDocument`: server fields, preparers, fingerprint, steps |
| `posting.py` | `PostingDocument`: a controlled document whose approval posts |
| `lines.py` | `BulkLines`: child lines written with one statement |
| `authority.py` | with whose rights a person takes a step: the own ones, or a delegator's |
| `steps.py` | taking steps by name, one or many, and what can be done now |
| `inbox.py` | the stored list of what waits for people, its check and its rebuilding |
| `notices.py`, `mail.py` | what people are told, on the bell and by mail |
| `refusals.py` | how a broken rule reaches the person, in words |

A document type of its own: docs/developing.md. Refuses to know any document type by name.
"""
