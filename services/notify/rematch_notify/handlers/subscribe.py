"""Subscriptions are made, changed and ended."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from rematch_common.clock import Now
from rematch_common.errors import InvalidRecord
from rematch_notify.domain.pacing import due_at
from rematch_notify.domain.subscriptions import Address, Ref, Subscription
from rematch_notify.domain.targets import SIGNED, check_secret, check_target, new_secret
from rematch_notify.domain.wishes import Rules, Wish, check, check_quiet, check_zone, checked_filter, person_of
from rematch_notify.ports.subscriptions import Subscriptions


class NotAsItStands(Exception):
    """It can't be done with the subscription as it is. The message says why."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key it is; `deployment`: an operator of all of it."""

    tenant_id: str
    deployment: bool = False


class Subscribe:
    """`most`: subscriptions that a tenant may have."""

    def __init__(
        self, subscriptions: Subscriptions, rules: Rules, most: int, new_id: Callable[[], UUID], now: Now
    ) -> None:
        self._subscriptions = subscriptions
        self._rules = rules
        self._most = most
        self._new_id = new_id
        self._now = now

    async def create(self, owner: Owner, wish: Wish) -> Subscription:
        """Raises InvalidRecord, and TooMany. A webhook without a secret gets one."""
        person, wanted = person_of(wish), checked_filter(wish.about, wish.filter)
        check(wish, self._rules)
        secret = wish.secret or (new_secret() if wish.channel == SIGNED else None)
        now = self._now()
        made = Subscription(
            tenant_id=owner.tenant_id,
            subscription_id=self._new_id(),
            subscriber=wish.subscriber,
            candidate_id=person,
            about=wish.about,
            filter=wanted,
            channel=wish.channel,
            address=Address(wish.target, secret),
            pace=wish.paced,
            cap=wish.cap,
            language=wish.language,
            created_at=now,
            changed_at=now,
            deployment=owner.deployment and wish.about == "alerts",
        )
        await self._subscriptions.create(made, self._most)
        return made

    async def change(self, ref: Ref, changes: dict[str, Any]) -> Subscription:
        """`changes`: by the names of Wish, and `off`. What waits goes by the new pace. Raises Unknown, InvalidRecord
        and NotAsItStands."""
        now = self._now()

        def change(known: Subscription) -> tuple[Subscription, datetime | None]:
            changed = replace(self._changed(known, changes), changed_at=now)
            return changed, due_at(changed.pace, now) if changed.pace != known.pace else None

        return await self._subscriptions.change(ref, change)

    def _changed(self, known: Subscription, changes: dict[str, Any]) -> Subscription:
        self._check(known, changes)
        address, pace = known.address, known.pace
        fields: dict[str, Any] = {name: changes[name] for name in ("cap", "language") if name in changes}
        if "filter" in changes:
            fields["filter"] = checked_filter(known.about, changes["filter"])
        if changes.get("off"):
            fields |= _switched_off(known)
        address = replace(address, **{name: changes[name] for name in ("target", "secret") if name in changes})
        timed = {name: changes[name] for name in ("daily_at", "quiet", "zone") if name in changes}
        pace = replace(pace, kind=changes.get("pace", pace.kind), **timed)
        return replace(known, address=address, pace=pace, **fields)

    def _check(self, known: Subscription, changes: dict[str, Any]) -> None:
        if "target" in changes:
            check_target(known.channel, changes["target"], insecure=self._rules.insecure)
        if "secret" in changes:
            check_secret(known.channel, changes["secret"])
        if "zone" in changes:
            check_zone(changes["zone"])
        check_quiet(changes.get("quiet"))

    async def resume(self, ref: Ref) -> Subscription:
        """What waits is told from now on. Raises Unknown, and NotAsItStands where the receiver wants nothing more."""
        return await self._subscriptions.change(ref, lambda known: (self._resumed(known), None))

    def _resumed(self, known: Subscription) -> Subscription:
        if known.state == "unsubscribed":
            raise NotAsItStands("the receiver has unsubscribed: only they can ask for it anew")
        if known.channel not in self._rules.channels:
            raise InvalidRecord("no_channel", f"channel: this deployment has no {known.channel} now", field="channel")
        return replace(known, state="active", state_why="", failing_since=None, changed_at=self._now())


def _switched_off(known: Subscription) -> dict[str, str]:
    if known.state == "unsubscribed":
        raise NotAsItStands("the receiver has unsubscribed: nothing goes there anyhow")
    return {"state": "off", "state_why": "switched off by its owner"}
