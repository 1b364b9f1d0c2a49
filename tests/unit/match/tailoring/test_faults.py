"""Every way to fail, with OpenAI's own client and the stand-in over HTTP: what to bring out is always said."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from rematch_devstack.standin.faults import IN_TRANSPORT, IN_WORDS, Behaviour
from rematch_devstack.standin.server import StandIn
from rematch_match.domain.terms import Terms, VerdictTerms
from rematch_match.handlers.sources import Sources
from rematch_match.handlers.tailor import Tailor, Tailored
from rematch_match.judging import Providers, court_of, open_judges
from rematch_match.ports.circumstances import Circumstances
from rematch_match.settings import JudgeSettings
from tests.fakes.book import FakeBook
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.prevailing import FakePrevailing
from tests.fakes.rulings import FakeBudget
from tests.fakes.samples import NOW
from tests.fakes.shelf import Shelf
from tests.fakes.vector_index import FakeVectorIndex
from tests.fakes.wordings import FakeWordings
from tests.unit.match.judges.courts import Time, judged
from tests.unit.match.tailoring.pairs import opening, somebody

Seat = Callable[..., Tailor]
ON = Terms(verdicts=VerdictTerms(on=True, possible=True))


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
async def seat(stand_in: StandIn) -> AsyncIterator[Seat]:
    opened: list[Any] = []

    def seat_it(within: float = 5.0, **more: Any) -> Tailor:
        settings = JudgeSettings(judges="openai", openai_url=stand_in.url, openai_key="k", judge_per_minute=1e6, **more)
        providers = open_judges(settings)
        opened.extend(providers)
        shelf = Shelf()
        shelf.put(opening(), somebody())
        prevailing = FakePrevailing(Circumstances(otherwise=ON))
        things = FakeBook(shelf), FakeCatalogue(shelf), FakeVectorIndex(), FakeWordings({})
        sources = Sources(*things, prevailing, lambda: NOW)
        return Tailor(sources, court_of(providers, settings, Time().pace), FakeBudget(), within)

    yield seat_it
    await Providers(opened).stop()


async def tailored(tailor: Tailor) -> Tailored:
    found = await tailor(somebody().key, opening().job_id)
    assert found is not None and found.suggestions
    return found


async def test_it_is_said_by_the_model_and_the_same_each_time(seat: Seat) -> None:
    tailor = seat()
    first, again = await tailored(tailor), await tailored(tailor)
    assert (first.provider, first.prompt, first.unasked) == ("openai", "t1", None)
    assert first.suggestions == again.suggestions
    assert first.suggestions[-1].text == "Put Kafka near the top of the CV, and show where it was used."


@pytest.mark.parametrize("fault", [*IN_WORDS, *IN_TRANSPORT])
async def test_whatever_goes_wrong_it_is_said(stand_in: StandIn, seat: Seat, fault: str) -> None:
    stand_in.behaviour = Behaviour({fault: 1.0}, retry_after=0.01)
    found = await tailored(seat(judge_timeout=0.3))
    by_model = fault == "prose"
    assert (found.provider == "openai", found.unasked) == (by_model, None if by_model else "away")
    assert by_model or found.suggestions == found.brief.suggestions
    assert stand_in.counts.faults[fault] == (1 if by_model else 2 if fault in IN_WORDS else 3)


async def test_a_provider_that_hangs_is_waited_for_only_so_long(stand_in: StandIn, seat: Seat) -> None:
    stand_in.behaviour = Behaviour({"hang": 1.0})
    async with asyncio.timeout(5):
        assert (await tailored(seat(within=0.1, judge_timeout=60))).unasked == "away"


async def test_verdicts_and_tailoring_share_a_breaker(stand_in: StandIn, seat: Seat) -> None:
    """Whoever finds a provider broken spares the other of it."""
    stand_in.behaviour = Behaviour({"error": 1.0})
    tailor = seat()
    for _ in range(5):
        await tailored(tailor)
    calls = stand_in.counts.calls
    assert calls <= 10
    assert (await judged(tailor._models)).provider == "deterministic"  # type: ignore[arg-type]  # a court it is too
    assert stand_in.counts.calls == calls


async def test_many_at_once_ask_no_more_at_once_than_there_are_slots(stand_in: StandIn, seat: Seat) -> None:
    stand_in.behaviour = Behaviour({"garbage": 0.2, "unknown": 0.1}, median=0.005, p95=0.01)
    tailor = seat(within=30, judges_at_once=3)
    found = await asyncio.gather(*(tailored(tailor) for _ in range(60)))
    assert {one.provider for one in found} <= {"openai", "deterministic"}
    assert sum(one.provider == "openai" for one in found) > 30
    assert stand_in.counts.most_at_once <= 3
