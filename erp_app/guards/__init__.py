"""Who may do what, checked before the framework acts; every guard fails closed.

| File | Owns |
|---|---|
| `allowed.yml` | the reviewed allow-list: methods, documents and routes by role |
| `acts.py` | what a web request is about to do, read the way the framework will read it |
| `policy.py` | the allow-list compiled into sets, and its answer to one act |
| `gate.py` | the check itself, for every web request |
| `recording.py`, `generate.py` | what our screens use, and the review of the list against it |
| `permissions.py` | document permission hooks: files, notes, comments, messages |
| `documents.py` | writes that no role may make: shares, tokens, server code, own roles |
| `overrides.py` | framework endpoints answered by a safer function of ours |
| `harden.py`, `site_config.py` | the configuration of every site |
| `pdf.py` | HTML to PDF without network or local files |

It refuses to decide what a document means: business rules live in the domain and its controllers.
"""
