"""Tenants' own topics, and topics that come and go, in memory."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from rematch_common.contracts import MATCHES, is_own_topic, own_topic_name
from rematch_common.topic_list import TopicList
from rematch_match.ports.own_topics import Place, Wish


class FakeOwnTopics:
    """See rematch_match.ports.own_topics.OwnTopics. `lies`: the versions that hold, by topic and key."""

    def __init__(self) -> None:
        self.wishes: dict[str, bool] = {}
        self.lies: dict[str, dict[str, int]] = defaultdict(dict)
        self._own: dict[str, bool] = {}
        self._moving: set[str] = set()

    def tell(self, tenant_id: str, key: str, version: int) -> None:
        self.lies[_topic(tenant_id, own=self._own.get(tenant_id, False))][key] = version

    async def due(self) -> Sequence[Wish]:
        wishes = {tenant: self.wishes.get(tenant, False) for tenant in sorted(self.wishes.keys() | self._own.keys())}
        return [
            Wish(tenant, own)
            for tenant, own in wishes.items()
            if own != self._own.get(tenant, False) or tenant in self._moving
        ]

    async def in_use(self) -> Collection[str]:
        return {tenant for tenant, own in self._own.items() if own or tenant in self._moving}

    async def switch(self, wish: Wish, at: datetime) -> None:
        if self._own.get(wish.tenant_id) != wish.own:
            self._own[wish.tenant_id] = wish.own
            self._moving.add(wish.tenant_id)

    async def move(self, wish: Wish, after: Place | None, at: datetime) -> Place | None:
        """A pair a page."""
        if self._own[wish.tenant_id] != wish.own:
            return None
        there, here = (self.lies[_topic(wish.tenant_id, own=own)] for own in (not wish.own, wish.own))
        left = [key for key in sorted(there) if key.startswith(f"{wish.tenant_id}/")]
        if not left:
            self._moving.discard(wish.tenant_id)
            return None
        version = there.pop(left[0])
        here[left[0]] = max(version, here.get(left[0], 0))
        return left[0].split("/")[1], UUID(left[0].split("/")[2])


def _topic(tenant_id: str, *, own: bool) -> str:
    return own_topic_name(tenant_id) if own else MATCHES.name


def topic_list(*names: str) -> tuple[TopicList, set[str]]:
    """The list, and what there is: a test changes it and has the list look again."""
    there = {MATCHES.name, *names}

    async def look() -> frozenset[str]:
        return frozenset(there)

    return TopicList(MATCHES, is_own_topic, look), there
