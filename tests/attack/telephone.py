"""A telephone with an authenticator: what a person has beside the password."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field

from tests.attack.running_platform import Platform, Visitor

API = "erp_app.api.second_factor."
STEP_SECONDS = 30


def code_of(secret: str, step: int) -> str:
    """Return the code of a time step, by the book (RFC 6238): no library of the server's."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@dataclass
class Telephone:
    """One person's telephone. last: the latest step of which a code was shown."""

    login: str
    password: str
    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)
    last: int = 0

    def next_code(self) -> str:
        """Return a code that was not shown before; waits when those of now are all gone."""
        now = int(time.time()) // STEP_SECONDS
        wanted = max(self.last + 1, now - 1)
        while wanted > int(time.time()) // STEP_SECONDS + 1:
            time.sleep(0.5)
        self.last = wanted
        return code_of(self.secret, wanted)

    def sign_in(self, platform: Platform, site: str = "entity_a", **options) -> Visitor:
        """Return a visitor with the password alone: a half session once there is a factor."""
        visitor = platform.visitor(site, **options)
        visitor.sign_in(self.login, self.password)
        return visitor

    def enrol(self, visitor: Visitor) -> None:
        """Set the second factor up with this visitor's session."""
        answer = visitor.call(API + "begin")
        assert answer.status_code == 200, answer.text[:300]
        self.secret = answer.json()["message"]["secret"].replace(" ", "")
        answer = visitor.call(API + "confirm", code=self.next_code())
        assert answer.status_code == 200, answer.text[:300]
        self.recovery_codes = answer.json()["message"]["recovery_codes"]

    def prove(self, visitor: Visitor):
        return visitor.call(API + "prove", code=self.next_code())
