"""How many requests a key may make: a token bucket that holds a minute's worth and fills evenly.

All replicas of a service draw from one bucket in its database. A write a request would cost more than most requests
do, so each process draws a second's worth at a time (one token at the usual 60 a minute, which is then a write a
second at most), uses it within that second, and gives what is left back when it draws again. The limit holds for
all processes together; what is drawn and lies unused is at most a second's worth a process.
"""

import asyncio
import math
from dataclasses import dataclass, field, replace
from typing import Protocol

from rematch_common.clock import Monotonic
from rematch_common.errors import DependencyAway
from rematch_common.logs import logger

log = logger(__name__)
_LEASE = 1.0  # seconds
# So long a database that does not answer is left alone: a limit must not cost what it protects.
_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a request may go on, how many more may, and if not, after how many seconds one may."""

    allowed: bool
    limit: int
    remaining: int
    wait: float = 0.0


class Buckets(Protocol):
    """Where a request takes its token from. `burst`: how many the bucket holds, a minute's worth unless it is said.
    Never raises DependencyAway."""

    async def take(self, key_id: str, per_minute: int, burst: int = 0) -> Taken: ...


@dataclass(frozen=True, slots=True)
class Draw:
    """What a process wants of a key's bucket, and what it gives back of an earlier draw."""

    key_id: str
    per_minute: int
    want: int
    back: int = 0
    burst: int = 0

    @property
    def holds(self) -> int:
        return self.burst or self.per_minute


@dataclass(frozen=True, slots=True)
class Drawn:
    """What it was given, and what is left in the bucket."""

    given: int
    left: float


class SharedBuckets(Protocol):
    """One bucket a key for all processes. A key that is new has a full one. Raises DependencyAway."""

    async def draw(self, draw: Draw) -> Drawn: ...


def draw_from(level: float, draw: Draw, seconds: float) -> Drawn:
    """What a bucket that held so much, so many seconds ago, gives now."""
    filled = min(float(draw.holds), level + draw.back + seconds * draw.per_minute / 60)
    given = min(draw.want, math.floor(filled))
    return Drawn(given, filled - given)


class OwnBuckets:
    """Buckets of this process alone: for a service without a database, and while the database is away."""

    def __init__(self, now: Monotonic) -> None:
        self._now = now
        self._levels: dict[str, tuple[float, float]] = {}

    async def take(self, key_id: str, per_minute: int, burst: int = 0) -> Taken:
        now, draw = self._now(), Draw(key_id, per_minute, 1, burst=burst)
        level, since = self._levels.get(key_id, (float(draw.holds), now))
        drawn = draw_from(level, draw, now - since)
        self._levels[key_id] = drawn.left, now
        return _taken(drawn, per_minute)


@dataclass(slots=True)
class _Lease:
    """Tokens in hand until a moment; or none to be had until another."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    tokens: int = 0
    until: float = 0.0
    left: float = 0.0
    none_until: float = 0.0


class LeasedBuckets:
    """See the module."""

    def __init__(self, shared: SharedBuckets, now: Monotonic) -> None:
        self._shared = shared
        self._now = now
        self._own = OwnBuckets(now)
        self._leases: dict[str, _Lease] = {}
        self._rested_at = 0.0

    async def take(self, key_id: str, per_minute: int, burst: int = 0) -> Taken:
        lease = self._leases.setdefault(key_id, _Lease())
        async with lease.lock:  # one asks for all who wait
            now = self._now()
            if now < lease.none_until:
                return _taken(Drawn(0, lease.left), per_minute)
            spent = lease.tokens == 0 or now >= lease.until
            if spent and not await self._renew(lease, Draw(key_id, per_minute, 0, lease.tokens, burst)):
                return await self._own.take(key_id, per_minute, burst)
            if lease.tokens == 0:
                return _taken(Drawn(0, lease.left), per_minute)
            lease.tokens -= 1
            return Taken(True, per_minute, math.floor(lease.left) + lease.tokens)

    async def _renew(self, lease: _Lease, draw: Draw) -> bool:
        if self._now() < self._rested_at:
            return False
        want = max(1, math.floor(draw.per_minute / 60 * _LEASE))
        try:
            drawn = await self._shared.draw(replace(draw, want=want))
        except DependencyAway as away:
            log.warning("each process limits by itself", dependency=away.dependency)
            self._rested_at = self._now() + _PAUSE
            return False
        lease.tokens, lease.left, lease.until = drawn.given, drawn.left, self._now() + _LEASE
        if not drawn.given:
            # Nothing fills it sooner, so that a flood of requests costs no draw each.
            lease.none_until = self._now() + min(_wait(drawn.left, draw.per_minute), _LEASE)
        return True


def _taken(drawn: Drawn, per_minute: int) -> Taken:
    if drawn.given:
        return Taken(True, per_minute, math.floor(drawn.left))
    return Taken(False, per_minute, 0, _wait(drawn.left, per_minute))


def _wait(left: float, per_minute: int) -> float:
    """Seconds until there is a token. A key that may ask nothing at all is told to wait a minute, again and again."""
    return max(0.0, 1.0 - left) * 60 / per_minute if per_minute else 60.0
