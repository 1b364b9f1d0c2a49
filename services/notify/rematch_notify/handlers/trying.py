"""A message that says nothing, to see whether it arrives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from rematch_common.clock import Now
from rematch_notify.domain.subscriptions import Ref, Subscription
from rematch_notify.handlers.subscribe import NotAsItStands
from rematch_notify.ports.channel import Channel, Gone, Later, Message, Refused, Target
from rematch_notify.ports.subscriptions import Subscriptions

SUBJECT = "A test of this subscription"
LinksOf = Callable[[Subscription], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the receiver's side said. `later`: it may take messages another time."""

    outcome: Literal["sent", "refused", "gone", "later"]
    answer: str = ""


class Try:
    """`links`: those that every message has."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        channels: Mapping[str, Channel],
        links: LinksOf,
        new_id: Callable[[], UUID],
        now: Now,
    ) -> None:
        self._subscriptions = subscriptions
        self._channels = channels
        self._links = links
        self._new_id = new_id
        self._now = now

    async def __call__(self, ref: Ref) -> Outcome:
        """Raises Unknown, and NotAsItStands where the receiver wants nothing or there is no way to them."""
        known = await self._subscriptions.get(ref)
        channel = self._channels.get(known.channel)
        if known.state == "unsubscribed":
            raise NotAsItStands("the receiver has unsubscribed: nothing more is sent there")
        if channel is None:
            raise NotAsItStands(f"this deployment has no channel {known.channel}: it is not configured")
        message = Message(
            message_id=self._new_id(),
            tenant_id=known.tenant_id,
            subscription_id=known.subscription_id,
            at=self._now(),
            subject=SUBJECT,
            items=(),
            kind="test",
            links=self._links(known),
        )
        try:
            await channel.send(message, Target(known.address.target, known.address.secret, known.language))
        except Refused as refused:
            return Outcome("refused", str(refused))
        except Gone as gone:
            return Outcome("gone", str(gone))
        except Later as later:
            return Outcome("later", str(later))
        return Outcome("sent")
