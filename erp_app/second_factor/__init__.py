"""The second factor beside the password: codes of a telephone, compared and used up on the server.

- `codes.py` compares a code under its person's lock, and counts the wrong ones
- `enrolment.py` gives a person a secret, and takes a lost one away
- `proof.py` says what a session has proved, and refuses what needs more

Knows neither the gate nor documents: both ask here.
"""
