"""Buckets in memory, as a database shares them."""

from dataclasses import replace
from datetime import UTC, datetime

from rematch_common.buckets import Draw, Drawn, draw_from
from rematch_common.errors import DependencyAway


class FakeSharedBuckets:
    """See rematch_common.buckets.SharedBuckets. `away`: so many draws are answered by nobody."""

    def __init__(self) -> None:
        self.draws: list[Draw] = []
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.away = 0
        self._levels: dict[str, tuple[float, datetime]] = {}

    async def draw(self, draw: Draw, at: datetime | None = None) -> Drawn:
        if self.away:
            self.away -= 1
            raise DependencyAway("postgresql", "no answer")
        self.draws.append(draw)
        now = at or self.now
        level, since = self._levels.get(draw.key_id, (float(draw.holds), now))
        given = replace(draw, back=draw.back if draw.key_id in self._levels else 0)
        drawn = draw_from(level, given, max(0.0, (now - since).total_seconds()))
        self._levels[draw.key_id] = drawn.left, max(now, since)
        return drawn
