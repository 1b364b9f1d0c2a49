"""Send one message by its channel, and say what became of it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rematch_common.buckets import Buckets
from rematch_common.clock import Now
from rematch_common.faults import fault_point
from rematch_common.logs import bug, logger
from rematch_notify.domain.backoff import Draw
from rematch_notify.domain.ends import Again, Closed, End, Sent, Tried, after_failure, after_refusal
from rematch_notify.domain.items import MatchItem
from rematch_notify.domain.links import LASTS, Deed, Link
from rematch_notify.domain.pacing import after_quiet
from rematch_notify.domain.subjects import subject
from rematch_notify.domain.subscriptions import Subscription
from rematch_notify.ports.channel import Channel, Gone, Later, Message, Refused, Target, link_name
from rematch_notify.ports.links import Links
from rematch_notify.ports.outgoing import Taken

log = logger(__name__)
_OF_MATCHES: tuple[Deed, ...] = ("applied", "rejected")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many messages a channel takes a minute, and how many at once."""

    per_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class Paces:
    """By channel, and the buckets that all replicas draw from. A channel without a rate is never waited for."""

    rates: Mapping[str, Rate]
    buckets: Buckets


class Send:
    """Gives what became of it; raises nothing."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        links: Links,
        paces: Paces,
        now: Now,
        draw: Draw = random.uniform,
    ) -> None:
        self._channels = channels
        self._links = links
        self._rates, self._buckets = paces.rates, paces.buckets
        self._now = now
        self._draw = draw

    async def __call__(self, taken: Taken) -> End:
        tried = Tried(taken.attempt, taken.first_at, taken.subscription.failing_since)
        try:
            return await self._tried(taken)
        except Gone as gone:
            return Closed("unlinked", str(gone))
        except Refused as refused:
            return after_refusal(tried, str(refused), self._now())
        except Later as later:
            return self._later(taken, tried, str(later), later.after)
        except Exception as error:
            log.error("bug while sending", channel=taken.subscription.channel, **bug(error))
            return self._later(taken, tried, "a bug of ours", None)

    def _later(self, taken: Taken, tried: Tried, why: str, after: float | None) -> End:
        end = after_failure(tried, why, after, self._now(), self._draw)
        if isinstance(end, Again):  # nobody is woken by a message that was late
            return replace(end, next_at=after_quiet(taken.subscription.pace, end.next_at))
        return end

    async def _tried(self, taken: Taken) -> End:
        subscription = taken.subscription
        channel = self._channels.get(subscription.channel)
        if channel is None:
            raise Later(f"this deployment has no channel {subscription.channel}: it is not configured")
        rate = self._rates.get(subscription.channel)
        if rate is not None:
            token = await self._buckets.take(f"channel:{channel.name}", rate.per_minute, rate.burst)
            if not token.allowed:
                wait = timedelta(seconds=max(0.05, token.wait))
                return Again(self._now() + wait, "waits for its turn on the channel", counts=False)
        address = subscription.address
        if not address.target:
            raise Later("the address can't be opened: the key is not here that it was sealed with")
        target = Target(address.target, address.secret, subscription.language)
        items = await channel.send(self.message(taken), target)
        fault_point("notify.sent")
        return Sent(items)

    def message(self, taken: Taken) -> Message:
        """The same for the same message, however often it is made."""
        subscription = taken.subscription
        return Message(
            taken.message_id,
            *subscription.ref,
            taken.first_at,
            subject(taken.items, taken.more),
            taken.items,
            taken.more,
            "alert" if subscription.about == "alerts" else "matches",
            subscription.candidate_id is None,
            links_of(taken, self._links),
        )


def leaving(subscription: Subscription, links: Links, now: datetime) -> dict[str, str]:
    """What every message has, whatever it says."""
    return {"unsubscribe": links.url(_link("unsubscribe", subscription, now))}


def links_of(taken: Taken, links: Links) -> dict[str, str]:
    of, at = taken.subscription, taken.first_at
    made = leaving(of, links, at)
    for item in taken.items:
        if isinstance(item, MatchItem):
            made |= {link_name(deed, item.match_id): links.url(_link(deed, of, at, item)) for deed in _OF_MATCHES}
    return made


def _link(deed: Deed, of: Subscription, at: datetime, item: MatchItem | None = None) -> Link:
    about = (item.candidate_id, item.job_id) if item else ("", None)
    return Link(deed, *of.ref, at + LASTS[deed], *about)
