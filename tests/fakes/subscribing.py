"""notify's subscriptions and what each is told, in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from rematch_notify.domain.subscriptions import Address, Ref, Subscription
from rematch_notify.domain.tellings import Telling, Word
from rematch_notify.ports.subscriptions import Change, TooMany, Unknown
from rematch_notify.ports.tellings import Reach, Told
from tests.fakes.samples import NOW

STRONG = frozenset({"taken", "told", "summed"})
Key = tuple[str, UUID, str, UUID]


class FakeSubscriptions:
    """See rematch_notify.ports.subscriptions.Subscriptions."""

    def __init__(self) -> None:
        self.there: dict[Ref, Subscription] = {}
        self.tellings: dict[Key, Telling] = {}

    async def create(self, subscription: Subscription, most: int) -> None:
        if sum(ref[0] == subscription.tenant_id for ref in self.there) >= most:
            raise TooMany
        self.there[subscription.ref] = subscription

    async def get(self, ref: Ref) -> Subscription:
        if ref not in self.there:
            raise Unknown
        return self.there[ref]

    async def list(
        self, tenant_id: str, subscriber: str | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Subscription]:
        mine = [one for one in self.there.values() if one.tenant_id == tenant_id]
        mine = [one for one in mine if subscriber in (None, one.subscriber)]
        mine.sort(key=lambda one: (one.created_at, one.subscription_id))
        return [one for one in mine if after is None or (one.created_at, one.subscription_id) > after][:limit]

    async def change(self, ref: Ref, change: Change) -> Subscription:
        changed, due_at = change(await self.get(ref))
        self.there[ref] = changed
        for key, one in self.tellings.items():
            if due_at is not None and one.ref == ref and one.state == "waiting":
                self.tellings[key] = replace(one, due_at=due_at)
        return changed

    async def remove(self, ref: Ref) -> None:
        await self.get(ref)
        del self.there[ref]
        self.tellings = {key: one for key, one in self.tellings.items() if one.ref != ref}

    async def of_tenants(self, people: Collection[tuple[str, str]]) -> Sequence[Subscription]:
        tenants = {tenant_id for tenant_id, _ in people}
        return [
            replace(one, address=Address(""))
            for one in self.there.values()
            if one.about == "matches" and one.state == "active" and one.tenant_id in tenants
            if one.candidate_id is None or (one.tenant_id, one.candidate_id) in people
        ]

    async def of_operators(self, tenants: Collection[str]) -> Sequence[Subscription]:
        return [
            replace(one, address=Address(""))
            for one in self.there.values()
            if one.about == "alerts" and one.state == "active" and (one.deployment or one.tenant_id in tenants)
        ]


class FakeTellings:
    """See rematch_notify.ports.tellings.Tellings."""

    def __init__(self, subscriptions: FakeSubscriptions) -> None:
        self._subscriptions = subscriptions
        self.into: dict[UUID, UUID] = {}

    @property
    def rows(self) -> dict[Key, Telling]:
        return self._subscriptions.tellings

    async def forget_openings(self, jobs: Sequence[UUID]) -> None:
        self.into = {job: into for job, into in self.into.items() if not {job, into} & set(jobs)}

    async def merge(self, merges: Mapping[UUID, UUID]) -> None:
        for job_id, told in merges.items():
            into = self.into.get(told, told)
            if into != job_id:
                self.into.setdefault(job_id, into)
                self.into = {job: into if now == job_id else now for job, now in self.into.items()}
                for key in [key for key in self.rows if key[3] == job_id]:
                    self._move(key, into)

    def _move(self, key: Key, into: UUID) -> None:
        there, old = (*key[:3], into), self.rows[key]
        new = self.rows.get(there)
        if new is None or (old.state in STRONG and new.state not in STRONG):
            item = old.item if old.state == "taken" else old.item.model_copy(update={"job_id": into, "version": None})
            self.rows[there] = replace(old, job_id=into, version=0, item=item)
        elif old.state in STRONG:
            return
        del self.rows[key]

    async def hold(self, words: Sequence[Word]) -> None:
        said: dict[tuple[str, str, UUID], Word] = {}
        for word in words:
            followed = self._followed(word)
            if followed.version >= said.get(followed.pair, followed).version:
                said[followed.pair] = followed
        for word in said.values():
            self._withdraw(word)
            self._wait(word.fits)

    def _followed(self, word: Word) -> Word:
        tenant_id, candidate_id, job_id = word.pair
        now = self.into.get(job_id)
        if now is None:
            return word
        return Word((tenant_id, candidate_id, now), 0, [replace(fit, job_id=now, version=0) for fit in word.fits])

    def _withdraw(self, word: Word) -> None:
        fits = {fit.ref for fit in word.fits}
        for key, one in self.rows.items():
            pair = one.tenant_id, one.candidate_id, one.job_id
            if pair == word.pair and one.state == "waiting" and one.ref not in fits and newer(word.version, one):
                self.rows[key] = replace(one, state="withdrawn", version=word.version)

    def _wait(self, tellings: Sequence[Telling]) -> None:
        for one in tellings:
            key = *one.ref, one.candidate_id, one.job_id
            there = self.rows.get(key)
            if one.ref not in self._subscriptions.there:
                continue
            if there is None:
                self.rows[key] = one
            elif there.state not in STRONG and newer(one.version, there):
                self.rows[key] = replace(one, due_at=there.due_at if there.state == "waiting" else one.due_at)

    async def raise_alerts(self, tellings: Sequence[Telling]) -> None:
        self._wait(tellings)

    async def count_as_told(self, until: datetime) -> None:
        for key, one in self.rows.items():
            if one.state == "waiting" and one.due_at < until:
                self.rows[key] = replace(one, state="told")

    async def of_person(self, tenant_id: str, candidate_id: str) -> Sequence[Told]:
        return [
            Told(one.ref, there.subscriber, there.channel, candidate_id, one.item, one.state, NOW)
            for one in self.rows.values()
            if (one.tenant_id, one.candidate_id) == (tenant_id, candidate_id)
            for there in [self._subscriptions.there[one.ref]]
        ]

    async def of_opening(self, tenant_id: str, job_id: UUID) -> Reach:
        job = self.into.get(job_id, job_id)
        states = [one.state for one in self.rows.values() if (one.tenant_id, one.job_id) == (tenant_id, job)]
        told, waiting = states.count("told"), states.count("waiting") + states.count("taken")
        return Reach(NOW if told else None, told, waiting)


def newer(version: int, there: Telling) -> bool:
    return version > there.version or version == there.version == 0
