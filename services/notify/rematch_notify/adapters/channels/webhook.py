"""Webhooks by the Standard Webhooks scheme: signed, with an id that stays the same when it is tried again."""

import base64
import binascii
import hashlib
import hmac
from typing import Any

import httpx
import orjson

from rematch_common.clock import Now
from rematch_notify.adapters.posting import judge, post
from rematch_notify.domain.items import Item, MatchItem
from rematch_notify.ports.channel import Message, Refused, Target, link_name

PREFIX = "whsec_"
_DEEDS = ("applied", "rejected")
_TYPES = {"matches": "matches.found", "alert": "alerts.raised", "test": "test"}


class WebhookChannel:
    """See rematch_notify.ports.channel.Channel."""

    name = "webhook"

    def __init__(self, client: httpx.AsyncClient, now: Now) -> None:
        self._client = client
        self._now = now

    async def send(self, message: Message, to: Target) -> int:
        content = payload(message)
        at = str(int(self._now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Rematch",
            "webhook-id": str(message.message_id),
            "webhook-timestamp": at,
            "webhook-signature": signature(secret_of(to), str(message.message_id), at, content),
        }
        judge(await post(self._client, to.address, content, headers))
        return len(message.items)


def secret_of(to: Target) -> bytes:
    """Raises Refused for a subscription that has none that can be read."""
    try:
        secret = base64.b64decode((to.secret or "").removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not secret:
        raise Refused("the subscription has no secret to sign with")
    return secret


def signature(secret: bytes, message_id: str, timestamp: str, content: bytes) -> str:
    signed = b".".join((message_id.encode(), timestamp.encode(), content))
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def payload(message: Message) -> bytes:
    """The same bytes however often it is sent."""
    data = {
        "message_id": str(message.message_id),
        "tenant_id": message.tenant_id,
        "subscription_id": str(message.subscription_id),
        "items": [_item(message, item) for item in message.items],
        "more": message.more,
        "links": {name: link for name, link in message.links.items() if "/" not in name},
    }
    return orjson.dumps({"type": _TYPES[message.kind], "timestamp": message.at.isoformat(), "data": data})


def _item(message: Message, item: Item) -> dict[str, Any]:
    said = item.model_dump(mode="json", exclude_none=True)
    if isinstance(item, MatchItem):
        found = {deed: message.links.get(link_name(deed, item.match_id)) for deed in _DEEDS}
        said["links"] = {deed: link for deed, link in found.items() if link}
    return said
