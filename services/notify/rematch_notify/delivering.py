"""Wires DELIVER: what sends messages, and what their links lead to."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from rematch_common import metrics
from rematch_common.buckets import LeasedBuckets
from rematch_common.clock import monotonic, utc_now
from rematch_common.contracts import ALERTS, MATCH_FEEDBACK
from rematch_common.database import Database
from rematch_common.outbox import Outbox
from rematch_common.periodic import every
from rematch_common.postgres_buckets import PostgresBuckets
from rematch_common.sealing import Sealer
from rematch_common.wiring import Worker
from rematch_notify.adapters.channels import apprise
from rematch_notify.adapters.channels.discord import DiscordChannel
from rematch_notify.adapters.channels.email import EmailChannel, MailServer
from rematch_notify.adapters.channels.log import LogChannel
from rematch_notify.adapters.channels.slack import SlackChannel
from rematch_notify.adapters.channels.telegram import TelegramChannel
from rematch_notify.adapters.channels.webhook import WebhookChannel
from rematch_notify.adapters.guarded import Rules, guarded_client
from rematch_notify.adapters.postgres_outgoing import PostgresOutgoing
from rematch_notify.adapters.postgres_reactions import PostgresReactions
from rematch_notify.adapters.sealed_links import SealedLinks
from rematch_notify.adapters.texts import Texts
from rematch_notify.api import links as link_routes
from rematch_notify.handlers.deliver import Deliver
from rematch_notify.handlers.follow_link import FollowLink
from rematch_notify.handlers.sending import Paces, Rate, Send, leaving
from rematch_notify.handlers.trying import LinksOf
from rematch_notify.ports.channel import Channel
from rematch_notify.settings import Settings

# What a bot may send, to all chats together.
RATES = {"telegram": Rate(per_minute=30 * 60, burst=50)}
# Seconds between two looks at how much waits.
_LOOK = 5.0
# Seconds until what was shown by messages is said: no message waits for Kafka.
_SAYING = 1.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What DELIVER shares with the rest of the service."""

    database: Database
    sealer: Sealer
    outbox: Outbox


def channels_of(settings: Settings) -> dict[str, Channel]:
    """Those that this deployment has what they need for."""
    texts, client = Texts(), guarded_client(Rules(settings.webhooks_insecure, settings.webhooks_private))
    channels: list[Channel] = [
        LogChannel(),
        WebhookChannel(client, utc_now),
        SlackChannel(client, texts),
        DiscordChannel(client, texts),
    ]
    if settings.smtp_host and settings.mail_from:
        access = settings.smtp_security, settings.smtp_user, settings.mails_by
        server = MailServer(settings.smtp_host, settings.smtp_port, settings.mail_from, *access)
        channels.append(EmailChannel(server, texts))
    if token := settings.telegrams_by:
        channels.append(TelegramChannel(client, token, texts, settings.telegram_api))
    if (made := apprise.instantiate()) is not None:
        channels.append(apprise.AppriseChannel(texts, made))
    return {channel.name: channel for channel in channels}


def delivering(worker: Worker, settings: Settings, parts: Parts, channels: Mapping[str, Channel]) -> LinksOf:
    """Gives the links that every message of a subscription has, for who sends one apart."""
    outgoing = PostgresOutgoing(parts.database, parts.sealer, parts.outbox)
    links = SealedLinks(settings.seals_by, settings.links_from)
    worker.with_resource(links)
    buckets = LeasedBuckets(PostgresBuckets(parts.database), monotonic)
    send = Send(channels, links, Paces(RATES, buckets), utc_now)
    deliver = Deliver(outgoing, send, utc_now, settings.deliver_every, timedelta(seconds=settings.deliver_lease))
    worker.in_background(deliver.run, every(_LOOK, _measuring(outgoing)), every(_SAYING, parts.outbox.drain))
    follow = FollowLink(links, PostgresReactions(parts.database, parts.outbox), utc_now)
    worker.api.include_router(link_routes.routes(follow, buckets))
    worker.writes(ALERTS, MATCH_FEEDBACK)
    return lambda subscription: leaving(subscription, links, utc_now())


def _measuring(outgoing: PostgresOutgoing) -> Callable[[], Awaitable[None]]:
    async def look() -> None:
        backlog = await outgoing.backlog(utc_now())
        metrics.DELIVERIES_WAITING.set(backlog.waiting)
        metrics.DELIVERIES_OLDEST.set(backlog.oldest)

    return look
