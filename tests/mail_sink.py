"""A mail server of the tests' own, on loopback: it takes what it is given and keeps it."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default


class SmtpHandler(socketserver.StreamRequestHandler):
    """One client: as much of RFC 5321 as smtplib speaks without encryption."""

    def handle(self) -> None:
        recipients: list[str] = []
        self._say("220 sink")
        while line := self.rfile.readline():
            command = line.decode().strip()
            if command.upper().startswith("RCPT TO"):
                recipients.append(command.split(":", 1)[1].strip("<> ").split(">")[0])
            if command.upper() == "DATA":
                self._say("354 go on")
                self._take_message(recipients)
                recipients = []
            elif command.upper() == "QUIT":
                return self._say("221 bye")
            self._say("250 sink")

    def _take_message(self, recipients: list[str]) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        message = email.message_from_bytes(b"".join(lines), policy=default)
        self.server.received.append(message)
        self.server.mails += [(recipient, message) for recipient in recipients]

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class MailSink(socketserver.ThreadingTCPServer):
    """received: every message so far; mails: (recipient, message) of each; port: where it
    listens."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SmtpHandler)
        self.received: list[EmailMessage] = []
        self.mails: list[tuple[str, EmailMessage]] = []

    @property
    def port(self) -> int:
        return self.server_address[1]


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """Yield a mail server that listens until the block ends."""
    server = MailSink()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
