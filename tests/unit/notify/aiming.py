"""Channels that send to endpoints of this machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from rematch_devstack.standin.endpoints import Endpoints, Reply
from rematch_notify.adapters.channels.discord import DiscordChannel
from rematch_notify.adapters.channels.slack import SlackChannel
from rematch_notify.adapters.channels.telegram import TelegramChannel
from rematch_notify.adapters.channels.webhook import WebhookChannel
from rematch_notify.adapters.guarded import Rules, guarded_client
from rematch_notify.adapters.texts import Texts
from rematch_notify.ports.channel import Channel, Message, Target
from tests.fakes.messages import message

TEXTS = Texts()
SECRET = "whsec_c2VjcmV0IG9mIGEgdGVzdA=="
PATHS = {"webhook": "/hook", "slack": "/hook", "discord": "/hook", "telegram": "/bot42:token/sendMessage"}
HERE = Rules(insecure=True, private=True)


@dataclass
class Aim:
    """One channel, and the endpoint that it sends to."""

    name: str
    client: httpx.AsyncClient
    endpoints: Endpoints
    base: str

    @property
    def channel(self) -> Channel:
        made: dict[str, Channel] = {
            "webhook": WebhookChannel(self.client, lambda: datetime.now(UTC)),
            "slack": SlackChannel(self.client, TEXTS),
            "discord": DiscordChannel(self.client, TEXTS),
            "telegram": TelegramChannel(self.client, "42:token", TEXTS, self.base),
        }
        return made[self.name]

    def reply(
        self, status: int = 200, headers: Mapping[str, str] | None = None, body: bytes = b"", **how: bool
    ) -> None:
        self.endpoints.replies[PATHS[self.name]] = Reply(status, headers or {}, body, **how)

    async def send(self, told: Message | None = None, address: str | None = None, secret: str | None = SECRET) -> int:
        there = "-100123" if self.name == "telegram" else f"{self.base}/hook"
        return await self.channel.send(told or message(), Target(there if address is None else address, secret))


def here() -> httpx.AsyncClient:
    return guarded_client(HERE)
