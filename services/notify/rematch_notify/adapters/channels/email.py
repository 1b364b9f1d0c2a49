"""Mail by SMTP."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import aiosmtplib

from rematch_common.logs import logger
from rematch_common.secret import Secret, text_of
from rematch_notify.adapters.texts import Texts
from rematch_notify.domain.harmless import line
from rematch_notify.ports.channel import Gone, Later, Message, Refused, Target

log = logger(__name__)
# Folded any shorter, a long address in a header would be written as an encoded word, which no reader takes for one.
_POLICY = SMTP.clone(max_line_length=998)
_TIMEOUT, _GOODBYE = 20.0, 2.0
# There is no such mailbox, or it takes no more mail for good (RFC 3463).
_NOBODY = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")


@dataclass(frozen=True, slots=True)
class MailServer:
    """`security`: tls (from the first byte on), starttls (or nothing is sent), none."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: Secret = ""


class EmailChannel:
    """See rematch_notify.ports.channel.Channel."""

    name = "email"

    def __init__(self, server: MailServer, texts: Texts) -> None:
        self._server = server
        self._texts = texts

    async def send(self, message: Message, to: Target) -> int:
        mail = compose(message, to, self._server.sender, self._texts)
        try:
            async with asyncio.timeout(_TIMEOUT):
                await self._hand_over(mail)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _of_receiver(refused.recipients[0]) from None
        except aiosmtplib.SMTPDataError as error:
            raise _of_content(error) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            # Our sender or password refused, no TLS, nobody there: not the receiver's fault.
            log.warning("the mail server takes nothing", error=type(error).__name__)
            raise Later(f"the mail server takes nothing ({type(error).__name__})") from None
        return len(message.items)

    async def _hand_over(self, mail: EmailMessage) -> None:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=text_of(server.password) or None,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            timeout=_TIMEOUT,
        )
        [sender], [receiver] = mail["From"].addresses, mail["To"].addresses
        try:
            await client.connect()
            # As bytes: the client would fold the headers anew.
            await client.sendmail(sender.addr_spec, [receiver.addr_spec], mail.as_bytes())
            # It is taken: a server that does not say good-bye has it all the same.
            with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await client.quit(timeout=_GOODBYE)
        finally:
            client.close()


def compose(message: Message, to: Target, sender: str, texts: Texts) -> EmailMessage:
    """Raises Refused for an address that is none. Headers are made from parsed parts: none can smuggle in another."""
    mail = EmailMessage(policy=_POLICY)
    address = _address(to.address)
    mail["To"] = address
    mail["From"] = sender
    mail["Subject"] = line(message.subject)
    mail["Date"] = format_datetime(message.at)
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    mail["Message-ID"] = f"<{message.message_id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    unsubscribe = message.links.get("unsubscribe")
    if unsubscribe:
        mail["List-Unsubscribe"] = f"<{unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(texts.mail_text(message, to.language))
    mail.add_alternative(texts.mail_html(message, to.language), subtype="html")
    mail.set_boundary(message.message_id.hex)
    return mail


def _address(text: str) -> Address:
    if not text.isprintable() or not text.isascii():
        raise Refused("the address is no e-mail address that this server can send to")
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        raise Refused("the address is no e-mail address") from None
    if not address.username or "." not in address.domain.strip("."):
        raise Refused("the address is no e-mail address")
    return address


def _of_receiver(error: aiosmtplib.SMTPRecipientRefused) -> Exception:
    told = f"the mail server answers {error.code}"
    if error.code < 500:
        return Later(told)
    return Gone(told) if error.message.startswith(_NOBODY) else Refused(told)


def _of_content(error: aiosmtplib.SMTPDataError) -> Exception:
    told = f"the mail server answers {error.code}"
    return Later(told) if error.code < 500 else Refused(told)
