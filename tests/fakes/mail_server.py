"""A mail server of this machine: real SMTP, and what it answers is what a test says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from aiosmtpd.smtp import AuthResult as Auth


@dataclass
class MailServer:
    """`recipient` and `data` answer these commands: 250 unless it is said. `raw`: mails, byte for byte."""

    recipient: str = "250 OK"
    data: str = "250 OK"
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    users: list[tuple[bytes, bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [mail for raw in self.raw if isinstance(mail := message_from_bytes(raw, policy=default), EmailMessage)]

    # The names are aiosmtpd's.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data.startswith("250"):
            self.raw.append(bytes(envelope.original_content or b""))
            self.envelopes.append(envelope)
        return self.data

    def sign_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> Auth:
        self.users.append((data.login, data.password))
        return Auth(success=data.password == b"right")


@asynccontextmanager
async def mail_server(auth: bool = False) -> AsyncIterator[MailServer]:
    handler = MailServer()

    def protocol() -> SMTP:
        sign_in = handler.sign_in if auth else None
        return SMTP(handler, hostname="mail.test", authenticator=sign_in, auth_required=auth, auth_require_tls=False)

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    handler.port = server.sockets[0].getsockname()[1]
    try:
        yield handler
    finally:
        server.close()
        await server.wait_closed()
