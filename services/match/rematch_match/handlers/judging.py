"""Has a pair judged: by one language model after the other, and by its factors where none does."""

import asyncio
from collections.abc import Callable, Sequence

from rematch_common import metrics
from rematch_common.logs import bug, logger
from rematch_match.domain.prices import Bill
from rematch_match.domain.verdicts.deterministic import MODEL, PROVIDER, judged_by_factors
from rematch_match.domain.verdicts.prompts import Message, Prompt
from rematch_match.domain.verdicts.question import Question
from rematch_match.domain.verdicts.replies import BadReply, Said, read_reply
from rematch_match.handlers.guarding import Guard, named
from rematch_match.ports.court import Ruling
from rematch_match.ports.providers import Away

log = logger(__name__)


class _Reading:
    """Reads replies, and keeps the last one for the repair."""

    def __init__(self, question: Question, prompt: Prompt) -> None:
        self._question = question
        self._prompt = prompt
        self.last = ""

    def __call__(self, text: str) -> Said:
        self.last = text
        return read_reply(text, self._question, self._prompt)


class Judge:
    """One language model: tried again while it is away, and asked once more for a reply that can't be used."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.labels = guard.labels

    async def said(self, question: Question, prompt: Prompt, bill: Bill) -> Said:
        """Raises Shut, Away, Limited, Refused or BadReply."""
        reading = _Reading(question, prompt)
        try:
            return await self._tried(prompt.messages(question), reading, bill)
        except BadReply as bad:
            again = prompt.repair(question, reading.last, str(bad))
        outcome = "failed"
        try:
            said = await self._tried(again, reading, bill)
            outcome = "mended"
            return said
        finally:
            metrics.JUDGE_REPAIRS.labels(*self.labels, outcome).inc()

    async def _tried(self, messages: Sequence[Message], read: Callable[[str], Said], bill: Bill) -> Said:
        limits, pace = self.guard.common.limits, self.guard.common.pace
        for attempt in range(limits.tries - 1):
            try:
                return await self.guard.ask(messages, read, bill)
            except Away:
                # Full jitter: those who failed together don't come back together. What Retry-After asks for is waited
                # with the next turn.
                await pace.wait(pace.chance() * min(limits.longest_pause, limits.first_pause * 2**attempt))
        return await self.guard.ask(messages, read, bill)


class Cascade:
    """See rematch_match.ports.court.Court. `longest`: seconds for one pair; then the factors decide."""

    def __init__(self, judges: Sequence[Judge], slots: int, longest: float) -> None:
        self._judges = judges
        self._longest = longest
        self.slots = slots
        self.model = ",".join("/".join(judge.labels) for judge in judges)

    async def judge(self, question: Question, prompt: Prompt) -> Ruling:
        bill = Bill()
        try:
            async with asyncio.timeout(self._longest):
                ruling = await self._by_models(question, prompt, bill)
        except TimeoutError:
            ruling = None
        ruling = ruling or _ruling(judged_by_factors(question), (PROVIDER, MODEL), prompt, bill)
        metrics.RULINGS.labels(ruling.provider, ruling.model).inc()
        return ruling

    async def _by_models(self, question: Question, prompt: Prompt, bill: Bill) -> Ruling | None:
        for judge in self._judges:
            try:
                said = await judge.said(question, prompt, bill)
            except Exception as error:
                _passed_on(judge, error)
            else:
                return _ruling(said, judge.labels, prompt, bill)
        return None


def _passed_on(judge: Judge, error: Exception) -> None:
    reason = named(error)
    metrics.JUDGE_FALLBACKS.labels(*judge.labels, reason).inc()
    if reason == "bug":
        log.error("bug while a language model was asked", model=judge.labels[1], **bug(error))


def _ruling(said: Said, judge: tuple[str, str], prompt: Prompt, bill: Bill) -> Ruling:
    provider, model = judge
    return Ruling(
        score=said.score,
        reason=said.reason,
        provider=provider,
        model=model,
        prompt=prompt.version,
        calls=bill.calls,
        tokens_in=bill.tokens_in,
        tokens_out=bill.tokens_out,
        cost=bill.cost,
    )
