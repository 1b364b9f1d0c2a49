"""One run: a ledger fed into a system that something happens to, drained, and held against the truth."""

import asyncio
import time
from dataclasses import dataclass, field

import orjson

from rematch_devstack.groups import Ends
from tests.reliability.harness import oracle
from tests.reliability.harness.feed import Fed, feed
from tests.reliability.harness.ledger import Ledger
from tests.reliability.harness.oracle import Verdict
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics

_POSTED_AT_ONCE = 5
# More at once are an import, which is read when nothing fresh is.
_PEOPLE_AT_ONCE = 100


@dataclass
class Run:
    """Begin it before anything is published; `judge` it when the breaking is over."""

    system: System
    topics: Topics
    ledger: Ledger
    since: Ends
    events_before: int
    began: float = field(default_factory=time.monotonic)

    @classmethod
    async def begin(cls, system: System, topics: Topics, ledger: Ledger) -> "Run":
        """The run's candidates are stored and embedded first, so that every match is known beforehand."""
        since = await oracle.beginnings(topics)
        run = cls(system, topics, ledger, since, len(system.events))
        everybody = ledger.candidates()
        for begin in range(0, len(everybody), _PEOPLE_AT_ONCE):
            await system.post("/v1/candidates", everybody[begin : begin + _PEOPLE_AT_ONCE])
        await oracle.drained(system, topics, 60)
        return run

    async def feed(self, rate: float) -> Fed:
        """Publish everything, some of it through ingest, while candidates change, too."""
        seconds = len(self.ledger.items) / rate
        fed, _ = await asyncio.gather(
            feed(self.system.bootstrap, self.ledger.items, rate=rate), self.through_ingest(seconds)
        )
        return fed

    async def through_ingest(self, seconds: float) -> None:
        """The postings that take this way, and candidates that change."""
        await asyncio.gather(self._post(seconds), self._change(seconds))

    async def _post(self, seconds: float) -> None:
        postings = [orjson.loads(item.value or b"") for item in self.ledger.posted]
        for start in range(0, len(postings), _POSTED_AT_ONCE):
            await self.system.post("/v1/jobs", postings[start : start + _POSTED_AT_ONCE])
            await asyncio.sleep(seconds * _POSTED_AT_ONCE / len(postings))

    async def _change(self, seconds: float) -> None:
        for edition in range(1, int(seconds) + 1):
            await self.system.post("/v1/candidates", self.ledger.candidates(edition))
            await asyncio.sleep(1.0)

    async def judge(self, fed: Fed, deadline: float = 60) -> Verdict:
        """Drained within the deadline, and nothing lost, doubled, stale or wrongly dead-lettered."""
        await oracle.drained(self.system, self.topics, deadline)
        verdict = await oracle.examine(self.system, self.topics, self.ledger, fed, self.since)
        verdict.faults += self.system.failures(self.events_before)
        shown = "\n".join(verdict.faults[:20])
        assert not verdict.faults, f"{len(verdict.faults)} faults (seed in the test's name):\n{shown}"
        return verdict
