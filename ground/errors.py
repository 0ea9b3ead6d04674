"""One error type for everything an operator can act on."""


class OpsError(Exception):
    """Something an operator can mend.

    what: one sentence saying what failed and where.
    next_step: one sentence or command that mends it; empty when there is none.
    """

    def __init__(self, what: str, next_step: str = "") -> None:
        self.what = what
        self.next_step = next_step
        super().__init__(f"{what} {next_step}".strip())
