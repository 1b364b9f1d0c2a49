"""Has language models asked, one after the other: of a pair they judge, its factors where none does."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from rematch_common import metrics
from rematch_common.logs import bug, logger
from rematch_match.domain.breaker import State
from rematch_match.domain.prices import Bill
from rematch_match.domain.verdicts.deterministic import MODEL, PROVIDER, judged_by_factors
from rematch_match.domain.verdicts.plain_words import BadReply
from rematch_match.domain.verdicts.prompts import SCHEMA, Prompt
from rematch_match.domain.verdicts.question import Question
from rematch_match.domain.verdicts.replies import Said, read_reply
from rematch_match.handlers.guarding import Guard, Visit, named
from rematch_match.ports.court import Ruling
from rematch_match.ports.models_asked import Answer, Task
from rematch_match.ports.providers import Away

log = logger(__name__)
T = TypeVar("T")
# What a model has said to this question, or what is wrong here: the same another time.
_LASTING = {"unreadable", "bug"}


class Judge:
    """One language model: tried again while it is away, and asked once more for a reply that can't be used."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.labels = guard.labels

    async def said(self, task: Task[T], bill: Bill) -> T:
        """Raises Shut, Away, Limited, Refused or BadReply."""
        replies: list[str] = []

        def read(text: str) -> T:
            replies.append(text)
            return task.read(text)

        visit = Visit()
        try:
            return await self._tried(replace(task, read=read), bill, visit)
        except BadReply as bad:
            again = task.again(replies[-1], str(bad))
        visit.repairs = True
        return await self._repaired(replace(task, messages=again), bill, visit)

    async def _repaired(self, task: Task[T], bill: Bill, visit: Visit) -> T:
        """What was never sent, since the model has been left alone meanwhile, isn't counted."""
        before, outcome = bill.calls, "failed"
        try:
            said = await self._tried(task, bill, visit)
            outcome = "mended"
            return said
        finally:
            if bill.calls > before:
                metrics.JUDGE_REPAIRS.labels(*self.labels, outcome).inc()

    async def _tried(self, task: Task[T], bill: Bill, visit: Visit) -> T:
        limits, pace = self.guard.common.limits, self.guard.common.pace
        for attempt in range(limits.tries - 1):
            try:
                return await self.guard.ask(task, bill, visit)
            except Away:
                # Full jitter: those who failed together don't come back together. What Retry-After asks for is waited
                # with the next turn.
                await pace.wait(pace.chance() * min(limits.longest_pause, limits.first_pause * 2**attempt))
        return await self.guard.ask(task, bill, visit)


class Cascade:
    """See rematch_match.ports.court.Court and rematch_match.ports.models_asked.Models. `longest`: seconds for one task;
    of a pair the factors decide then."""

    def __init__(self, judges: Sequence[Judge], slots: int, longest: float) -> None:
        self._judges = judges
        self._longest = longest
        self.slots = slots
        self.model = ",".join("/".join(judge.labels) for judge in judges)

    @property
    def state(self) -> State:
        states = {judge.guard.state for judge in self._judges}
        return "closed" if "closed" in states else "half-open" if "half-open" in states else "open"

    def standings(self) -> dict[str, dict[str, object]]:
        """Of each model whether it may be asked, and whether it answered last; None: nobody knows yet."""
        return {
            "/".join(judge.labels): {"breaker": judge.guard.state, "answers": judge.guard.answers}
            for judge in self._judges
        }

    async def look(self) -> None:
        """At all of them, by what costs nothing; who answers is said in one line."""
        found = await asyncio.gather(*(judge.guard.look() for judge in self._judges))
        wrong = {"/".join(judge.labels): why for judge, why in zip(self._judges, found, strict=True) if why is not None}
        well = [name for name in self.standings() if name not in wrong]
        say = log.warning if wrong else log.info
        say("language models that judge pairs", answer=well, do_not=wrong)

    async def judge(self, question: Question, prompt: Prompt) -> Ruling:
        bill, failures = Bill(), list[str]()
        answer = await self._asked(_to_judge(question, prompt), bill, failures)
        for_now = answer is None and not _LASTING.issuperset(failures)
        answer = answer or Answer(judged_by_factors(question), PROVIDER, MODEL)
        metrics.RULINGS.labels(answer.provider, answer.model).inc()
        return replace(_ruling(answer, prompt, bill), for_now=for_now)

    async def ask(self, task: Task[T], bill: Bill) -> Answer[T] | None:
        return await self._asked(task, bill, [])

    async def _asked(self, task: Task[T], bill: Bill, failures: list[str]) -> Answer[T] | None:
        try:
            async with asyncio.timeout(self._longest):
                return await self._in_order(task, bill, failures)
        except TimeoutError:
            failures.append("away")
            return None

    async def _in_order(self, task: Task[T], bill: Bill, failures: list[str]) -> Answer[T] | None:
        """Why each of them failed is noted."""
        for judge in self._judges:
            try:
                return Answer(await judge.said(task, bill), *judge.labels)
            except Exception as error:
                failures.append(named(error))
                _passed_on(judge, error)
        return None


def _to_judge(question: Question, prompt: Prompt) -> Task[Said]:
    return Task(
        messages=prompt.messages(question),
        schema=SCHEMA,
        read=lambda text: read_reply(text, question, prompt),
        again=lambda reply, complaint: prompt.repair(question, reply, complaint),
    )


def _passed_on(judge: Judge, error: Exception) -> None:
    reason = named(error)
    metrics.JUDGE_FALLBACKS.labels(*judge.labels, reason).inc()
    if reason == "bug":
        log.error("bug while a language model was asked", model=judge.labels[1], **bug(error))


def _ruling(answer: Answer[Said], prompt: Prompt, bill: Bill) -> Ruling:
    return Ruling(
        score=answer.said.score,
        reason=answer.said.reason,
        provider=answer.provider,
        model=answer.model,
        prompt=prompt.version,
        calls=bill.calls,
        tokens_in=bill.tokens_in,
        tokens_out=bill.tokens_out,
        cost=bill.cost,
    )
