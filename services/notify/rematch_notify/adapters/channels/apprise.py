"""What apprise serves beside the channels of our own: services with one address in the world, by their schemas.

apprise (an extra, `make apprise`) also serves hundreds that are wherever a subscription says; those are refused, and so
is whatever an address says of how to connect.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Protocol

from rematch_notify.adapters.texts import Texts
from rematch_notify.domain.harmless import line
from rematch_notify.ports.channel import Later, Message, Refused, Target

# Google Chat, Join, Pushbullet, Pushover, Prowl, Pushy, SimplePush, Webex.
SCHEMAS = ("gchat", "join", "pbul", "pover", "prowl", "pushy", "spush", "wxteams")
_ADDRESS = re.compile(rf"({'|'.join(SCHEMAS)})://[A-Za-z0-9_.:@%/-]{{1,500}}")
_TIMEOUT = 15.0


class Notifier(Protocol):
    """One of apprise's."""

    async def async_notify(self, *, title: str, body: str, body_format: str) -> bool: ...


Instantiate = Callable[[str], Notifier | None]


def instantiate() -> Instantiate | None:
    """apprise's own; None where it is not installed."""
    try:
        import apprise
    except ImportError:
        return None

    def made(url: str) -> Notifier | None:
        found: Notifier | None = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        return found

    return made


class AppriseChannel:
    """See rematch_notify.ports.channel.Channel. apprise tells whether it worked, and not why it didn't: nobody is
    unlinked by it."""

    name = "apprise"

    def __init__(self, texts: Texts, made: Instantiate) -> None:
        self._texts = texts
        self._made = made

    async def send(self, message: Message, to: Target) -> int:
        if not _ADDRESS.fullmatch(to.address):
            raise Refused(f"the address is none of {', '.join(f'{schema}://' for schema in SCHEMAS)}")
        notifier = self._made(to.address)
        if notifier is None:
            raise Refused("apprise can't read the address")
        body = self._texts.mail_text(message, to.language)
        try:
            async with asyncio.timeout(_TIMEOUT):
                taken = await notifier.async_notify(title=line(message.subject), body=body, body_format="text")
        except (OSError, TimeoutError):
            taken = False
        if not taken:
            raise Later("the service doesn't take it")
        return len(message.items)
