"""Messages on their way, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from rematch_common.contracts import MatchShown
from rematch_notify.domain.caps import Share, counted_from, plan
from rematch_notify.domain.ends import Again, Closed, End, Sent
from rematch_notify.domain.shown import shown
from rematch_notify.domain.subscriptions import Ref, Subscription
from rematch_notify.domain.tellings import Telling
from rematch_notify.ports.outgoing import Backlog, Room, Taken
from tests.fakes.subscribing import FakeSubscriptions, Key

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class _Sending:
    """A message that has not arrived."""

    message_id: UUID
    first_at: datetime
    next_at: datetime
    more: int = 0
    attempt: int = 0
    leased_until: datetime | None = None


@dataclass
class FakeOutgoing:
    """See rematch_notify.ports.outgoing.Outgoing. `states`: what became of each message; `shown`: what was said."""

    subscriptions: FakeSubscriptions
    states: dict[UUID, str] = field(default_factory=dict)
    closed: list[tuple[Ref, str]] = field(default_factory=list)
    shown: list[MatchShown] = field(default_factory=list)
    _sending: dict[Ref, _Sending] = field(default_factory=dict)
    _holds: dict[Key, UUID] = field(default_factory=dict)
    _taken_at: dict[Key, datetime] = field(default_factory=dict)
    _turns: dict[Ref, datetime] = field(default_factory=dict)

    async def take(self, now: datetime, leased_until: datetime, room: Room) -> Sequence[Taken]:
        taken: list[Taken] = []
        for failing, most in ((False, room.sound), (True, room.failing)):
            mine = [one for one in self._due(now) if (one.failing_since is not None) == failing]
            held = {tenant: many for (tenant, fails), many in room.held.items() if fails == failing}
            chosen = self._in_turn(mine, held, room.share)[:most]
            taken += [got for one in chosen if (got := self._one(one, now, leased_until))]
        return taken

    def _due(self, now: datetime) -> list[Subscription]:
        return [one for one in self.subscriptions.there.values() if one.state == "active" and self._is_due(one, now)]

    def _in_turn(self, due: list[Subscription], held: Mapping[str, int], share: int) -> list[Subscription]:
        """The first of each tenant, then the second of each, behind those that it has under way."""
        ranks: dict[Ref, int] = {}
        for one in sorted(due, key=lambda one: self._turn(one.ref)):
            ranks[one.ref] = held.get(one.tenant_id, 0) + sum(ref[0] == one.tenant_id for ref in ranks)
        fit = [one for one in due if ranks[one.ref] < share]
        return sorted(fit, key=lambda one: (ranks[one.ref], self._turn(one.ref)))

    def _turn(self, ref: Ref) -> datetime:
        first = min((one.due_at for one in self._waiting(ref)), default=_NEVER)
        return self._turns.get(ref, first)

    def _is_due(self, one: Subscription, now: datetime) -> bool:
        sending = self._sending.get(one.ref)
        if sending is not None:
            return sending.next_at <= now and (sending.leased_until is None or sending.leased_until <= now)
        return any(waits.due_at <= now for waits in self._waiting(one.ref))

    def _waiting(self, ref: Ref) -> list[Telling]:
        return [one for one in self.subscriptions.tellings.values() if one.ref == ref and one.state == "waiting"]

    def _one(self, one: Subscription, now: datetime, leased_until: datetime) -> Taken | None:
        if one.ref not in self._sending and not self._form(one, now):
            return None
        sending = self._sending[one.ref]
        mine = [key for key, held in self._holds.items() if held == sending.message_id]
        items = [told for key in mine if (told := self.subscriptions.tellings.get(key)) and told.state == "taken"]
        if not items:
            del self._sending[one.ref]
            self.states[sending.message_id] = "undeliverable"
            return None
        items.sort(key=lambda told: (-told.score, told.candidate_id, told.job_id))
        sending.leased_until = leased_until
        parts = tuple(told.item for told in items)
        traces = tuple(dict.fromkeys(told.traceparent for told in items if told.traceparent))
        return Taken(
            sending.message_id, one, parts, sending.more, sending.attempt, sending.first_at, leased_until, traces
        )

    def _form(self, one: Subscription, now: datetime) -> bool:
        due = [waits for waits in self._waiting(one.ref) if waits.due_at <= now]
        due.sort(key=lambda waits: (-waits.score, waits.due_at, waits.candidate_id, waits.job_id))
        share = plan(one, len(due), self._told_since(one, now), now)
        if not isinstance(share, Share):
            for waits in due:
                self._put(waits, replace(waits, due_at=share))
            return False
        sending = _Sending(uuid4(), now, now)
        for place, waits in enumerate(due):
            if place < share.told:
                self._put(waits, replace(waits, state="taken"))
                self._holds[_key(waits)], self._taken_at[_key(waits)] = sending.message_id, now
            elif share.sums_up:
                self._put(waits, replace(waits, state="summed"))
                sending.more += 1
        self._sending[one.ref] = sending
        return True

    def _told_since(self, one: Subscription, now: datetime) -> int:
        since = counted_from(one, now)
        strong = [told for told in self.subscriptions.tellings.values() if told.state in ("taken", "told")]
        return sum(told.ref == one.ref and since is not None and self._taken_at[_key(told)] >= since for told in strong)

    def _put(self, _: Telling, new: Telling) -> None:
        self.subscriptions.tellings[_key(new)] = new

    async def settle(self, ends: Sequence[tuple[Taken, End]], now: datetime) -> None:
        for taken, end in ends:
            ref = taken.subscription.ref
            sending = self._sending.get(ref)
            if sending is None or sending.message_id != taken.message_id or ref not in self.subscriptions.there:
                continue
            if sending.leased_until != taken.leased_until and not isinstance(end, Sent):
                continue
            self._turns[ref] = now
            if isinstance(end, Sent):
                self.shown += shown(taken.subscription, taken.items[: end.items], now)
            self._end(ref, sending, end, now)

    def _end(self, ref: Ref, sending: _Sending, end: End, now: datetime) -> None:
        one = self.subscriptions.there[ref]
        if isinstance(end, Sent):
            self.subscriptions.there[ref] = replace(one, failing_since=None)
            return self._over(ref, sending, "told", "sent")
        if isinstance(end, Again):
            sending.leased_until, sending.next_at = None, end.next_at
            sending.attempt += end.counts
        if not isinstance(end, Again) or end.counts:
            self.subscriptions.there[ref] = replace(one, failing_since=one.failing_since or now)
        if not isinstance(end, Again):
            self._over(ref, sending, "undeliverable", "undeliverable")
        if isinstance(end, Closed):
            self.subscriptions.there[ref] = replace(one, state=end.outcome, state_why=end.why)
            self.closed.append((ref, f"endpoint_{end.outcome}"))
        return None

    def _over(self, ref: Ref, sending: _Sending, telling: str, message: str) -> None:
        del self._sending[ref]
        self.states[sending.message_id] = message
        for key, held in self._holds.items():
            told = self.subscriptions.tellings.get(key)
            if held == sending.message_id and told and told.state == "taken":
                self._put(told, replace(told, state="told" if telling == "told" else "undeliverable"))

    async def backlog(self, now: datetime) -> Backlog:
        due = self._due(now)
        return Backlog(len(due), max(((now - self._turn(one.ref)).total_seconds() for one in due), default=0.0))


def _key(one: Telling) -> Key:
    return *one.ref, one.candidate_id, one.job_id
