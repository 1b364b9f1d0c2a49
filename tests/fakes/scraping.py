"""ingest's scrape queue in memory, and what goes with it. The steps are the domain's own."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from rematch_common.contracts import Alert, CandidateChanged, Event
from rematch_ingest.domain.categories import Category, catalogue, category_of
from rematch_ingest.domain.causes import FAILURES, Cause, Ended, failing
from rematch_ingest.domain.hints import MOST_HINTS
from rematch_ingest.domain.queue import MOST_HELD, PLATFORMS, Entry, Turn, is_of
from rematch_ingest.domain.roles import Wish, wishes_of
from rematch_ingest.domain.rounds import (
    Failure,
    Step,
    Upload,
    completed,
    failed,
    given_out,
    is_settled,
    is_stuck,
    returned,
    uploaded,
)
from rematch_ingest.domain.urgency import HEAD_START, urgency
from rematch_ingest.ports.scrape_queue import Brought, Given, HandsFull, Overview
from tests.fakes.collecting import FakeCategories


class FakeAlerts:
    """See rematch_ingest.ports.alerts.Alerts."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._open: dict[tuple[str, str], Alert] = {}

    async def tell(self, cause: Cause, now: datetime) -> bool:
        return self.tell_now(cause, now)

    async def end(self, ended: Ended, now: datetime) -> bool:
        return self.end_now(ended, now)

    def tell_now(self, cause: Cause, now: datetime) -> bool:
        if (cause.kind, cause.subject) in self._open:
            return False
        told = {"kind": cause.kind, "severity": cause.severity, "text": cause.text, "subject": cause.subject}
        alert = Alert.model_validate({**told, "source": "ingest", "first_at": now})
        self._open[cause.kind, cause.subject] = alert
        self.events.append(alert)
        return True

    def end_now(self, ended: Ended, now: datetime) -> bool:
        over = [key for key in self._open if key[1] == ended.subject and ended.kind in (None, key[0])]
        self.events += [self._open.pop(key).model_copy(update={"resolved_at": now}) for key in over]
        return bool(over)


class FakeScrapeQueue:
    """See rematch_ingest.ports.scrape_queue.ScrapeQueue."""

    def __init__(self, alerts: FakeAlerts, most_held: int = MOST_HELD) -> None:
        self.most_held = most_held
        self.platforms: tuple[str, ...] = PLATFORMS
        self.categories: Sequence[Category] = ()
        self.made = FakeCategories()
        self._alerts = alerts
        self._wishes: dict[str, tuple[Wish, ...]] = {}
        self._entries: dict[str, Entry] = {}
        self._seen: dict[tuple[int, str], set[str]] = {}
        self._failures: Counter[str] = Counter()
        self._found: Counter[object] = Counter()
        self._made = 0

    def note(self, candidate: CandidateChanged) -> None:
        self._wishes[candidate.key] = wishes_of(candidate)

    async def next(self, holder: str, now: datetime, rested: timedelta = timedelta()) -> Given | None:
        self._add_up(now)
        held = [e for e in self._entries.values() if e.status == "scraping" and e.holder == holder]
        if len(held) >= self.most_held:
            raise HandsFull(min(held, key=lambda e: (e.started_at, e.queue_id)).queue_id, self.most_held)
        ready = [e for e in self._entries.values() if e.status != "scraping" and e.not_before <= now]
        ready = [e for e in ready if e.round == 0 or e.waiting_since <= now - rested]
        if not ready:
            return None
        first = max(ready, key=lambda entry: (urgency(entry, now), -entry.queue_id))
        entry = given_out(first, holder, self.platforms, now)
        self._entries[entry.role] = entry
        for platform in self.platforms:
            self._seen[entry.queue_id, platform] = set()
        return Given(entry, self._hints(entry.role))

    async def held(self, turn: Turn) -> Entry | None:
        found = [entry for entry in self._entries.values() if entry.queue_id == turn.queue_id and is_of(entry, turn)]
        return found[0] if found else None

    async def bring(self, turn: Turn, brought: Brought, now: datetime) -> Entry | None:
        entry = await self.held(turn)
        if entry is None or entry.status != "scraping":
            return entry
        seen = self._seen[entry.queue_id, brought.platform]
        before = len(seen)
        seen |= set(brought.ads)
        self._found[now.date()] += len(brought.ads)
        news = len(seen) - before
        upload = Upload(brought.platform, len(brought.ads), news, brought.complete, brought.last)
        return self._store(uploaded(entry, upload, now), now)

    async def complete(self, turn: Turn, found: int, now: datetime) -> Entry | None:
        return await self._end(turn, lambda entry: completed(entry, found, now), now)

    async def fail(self, turn: Turn, failure: Failure, now: datetime) -> Entry | None:
        return await self._end(turn, lambda entry: failed(entry, failure, now), now)

    async def overview(self, now: datetime, most: int) -> Overview:
        self._add_up(now)
        entries = sorted(self._entries.values(), key=lambda e: (e.touched_at is None, -_stamp(e), e.queue_id))
        return Overview(Counter(entry.status for entry in entries), self._found[now.date()], entries[:most])

    async def prioritise(self, queue_id: int, priority: int) -> Entry | None:
        for entry in self._entries.values():
            if entry.queue_id == queue_id:
                self._entries[entry.role] = replace(entry, priority=priority)
                return self._entries[entry.role]
        return None

    async def sweep(self, now: datetime) -> int:
        held = [entry for entry in self._entries.values() if entry.status == "scraping"]
        settled = [completed(entry, 0, now) for entry in held if is_settled(entry, now)]
        stuck = [returned(entry, now) for entry in held if is_stuck(entry, now) and not is_settled(entry, now)]
        for step in (*settled, *stuck):
            self._store(step, now)
        self._add_up(now)
        people = Counter[str]()
        for entry in self._entries.values():
            people[entry.category or ""] += entry.candidate_count
        self.made.make(people)
        return len(settled) + len(stuck)

    async def _end(self, turn: Turn, step: Callable[[Entry], Step], now: datetime) -> Entry | None:
        entry = await self.held(turn)
        if entry is None or entry.status != "scraping":
            return entry
        after = self._store(step(entry), now)
        self._leave(now)
        return after

    def _store(self, step: Step, now: datetime) -> Entry:
        self._entries[step.entry.role] = step.entry
        for platform in step.worked:
            self._failures[platform] = 0
            self._alerts.end_now(Ended(platform, "scrape_failures"), now)
        for platform in step.failed:
            self._failures[platform] += 1
            if self._failures[platform] >= FAILURES:
                self._alerts.tell_now(failing(platform), now)
        for ended in step.ended:
            self._alerts.end_now(ended, now)
        for cause in step.causes:
            self._alerts.tell_now(cause, now)
        self._alerts.events += step.reports
        return step.entry

    def _add_up(self, now: datetime) -> None:
        wanted = [wish for wishes in self._wishes.values() for wish in wishes]
        counts = Counter(wish.role.slug for wish in wanted)
        for wish in wanted:
            if wish.role.slug not in self._entries:
                self._made += 1
                category = category_of(wish.role.display, catalogue(self.categories))
                self._entries[wish.role.slug] = Entry(
                    self._made, wish.role.slug, wish.role.display, now - HEAD_START, now, category=category
                )
        self._entries = {role: replace(e, candidate_count=counts[role]) for role, e in self._entries.items()}
        self._leave(now)

    def _leave(self, now: datetime) -> None:
        gone = [e.role for e in self._entries.values() if e.candidate_count <= 0 and e.status != "scraping"]
        for role in gone:
            del self._entries[role]
            self._alerts.end_now(Ended(role), now)

    def _hints(self, role: str) -> tuple[str, ...]:
        wanted = [wish for wishes in self._wishes.values() for wish in wishes if wish.role.slug == role]
        counts = Counter(hint for wish in wanted for hint in wish.hints)
        return tuple(sorted(counts, key=lambda hint: (-counts[hint], hint)))[:MOST_HINTS]


def _stamp(entry: Entry) -> float:
    return entry.touched_at.timestamp() if entry.touched_at else 0.0
