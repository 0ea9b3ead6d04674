"""The trail of what happened: refusals kept as evidence, logs without secrets.

| File | Owns |
|---|---|
| `refusals.py` | every 401 and 403, counted by hour in Access Refusal Log |
| `masking.py` | what must never reach a log |

It refuses to delete: rows are written by the platform and read by auditors.
"""
