"""What the routes show. Addresses are masked, whoever asks."""

from typing import Any

from rematch_notify.domain.subscriptions import Subscription
from rematch_notify.domain.targets import masked
from rematch_notify.ports.messages import SentMessage
from rematch_notify.ports.tellings import Told


def subscription(one: Subscription) -> dict[str, Any]:
    quiet, cap = one.pace.quiet, one.cap
    return {
        "subscription_id": one.subscription_id,
        "subscriber": one.subscriber,
        "candidate_id": one.candidate_id,
        "about": one.about,
        "filter": one.filter.model_dump(mode="json", exclude_defaults=True),
        "channel": one.channel,
        "target": masked(one.channel, one.address.target),
        "pace": one.pace.kind,
        "daily_at": f"{one.pace.daily_at:%H:%M}",
        "quiet": {"begin": f"{quiet[0]:%H:%M}", "end": f"{quiet[1]:%H:%M}"} if quiet else None,
        "zone": one.pace.zone,
        "cap": {"most": cap.most, "period": cap.period} if cap else None,
        "language": one.language,
        "state": one.state,
        "state_why": one.state_why,
        "deployment": one.deployment,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "failing_since": one.failing_since,
    }


def message(one: SentMessage) -> dict[str, Any]:
    return {
        "message_id": one.message_id,
        "state": one.state,
        "attempts": one.attempts,
        "first_at": one.first_at,
        "next_at": one.next_at if one.state == "sending" else None,
        "sent_at": one.sent_at,
        "answer": one.answer,
        "more": one.more,
        "items": [item.model_dump(mode="json", exclude_none=True) for item in one.items],
    }


def told(one: Told) -> dict[str, Any]:
    return {
        "subscription_id": one.subscription[1],
        "subscriber": one.subscriber,
        "channel": one.channel,
        "state": one.state,
        "changed_at": one.changed_at,
        **one.item.model_dump(mode="json", exclude_none=True),
    }
