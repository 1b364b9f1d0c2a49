"""What messages have shown, beside lists: over what is in memory, and over PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from rematch_match.domain.profiles.rematch import REMATCH
from rematch_match.domain.quality.traces import Seen
from tests.contract.histories import DAY, EVE, JANE, ROB, Subject, message, showing, subjects
from tests.fakes.samples import NOW, job, job_id, person

PROFILE = f"{REMATCH.name}/{REMATCH.version}"


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    async for one in subjects(request):
        yield one


async def test_what_a_message_has_shown_stands_under_the_profile_that_scored_it(subject: Subject) -> None:
    await subject.told(job(1), job(2), person())
    for _ in range(2):
        await subject.history.hear([message(2, 1), message(1, 2)])
        (trace,) = await subject.traces()
        assert list(trace.seen) == [Seen(job_id(2), 1, NOW, PROFILE), Seen(job_id(1), 2, NOW, PROFILE)]


async def test_told_again_it_stays_as_it_was(subject: Subject) -> None:
    await subject.told(job(1), person())
    later, earlier = message(1, 1, at=NOW + DAY), message(1, 4)
    await subject.history.hear([later, earlier])
    await subject.history.hear([message(1, 2, at=NOW - DAY)])
    (trace,) = await subject.traces()
    assert list(trace.seen) == [Seen(job_id(1), 4, NOW, PROFILE)]


@pytest.mark.parametrize(("days", "position"), [(-1, 7), (1, 2), (0, 2)])
async def test_listed_and_in_a_message_it_counts_where_it_was_first(subject: Subject, days: int, position: int) -> None:
    await subject.told(job(1), person())
    await subject.history.hear([message(1, 7, at=NOW + days * DAY)])
    await subject.history.note([showing(1, 2)])
    (trace,) = await subject.traces()
    assert [(one.position, one.at) for one in trace.seen] == [(position, NOW + min(days, 0) * DAY)]


async def test_nobody_who_is_not_known_and_nothing_that_was_never_told_is_noted(subject: Subject) -> None:
    await subject.told(job(1), job(2), person(), person("c-2"), people=(JANE,))
    await subject.history.hear([message(1, 1, who) for who in (EVE, ROB, ("demo", "nobody"))])
    await subject.history.hear([message(1, 1, version=2), message(3, 1)])
    await subject.history.hear([])
    assert await subject.traces() == []


async def test_of_several_tenants_at_once_everybody_has_their_own(subject: Subject) -> None:
    await subject.told(job(1), person(), person(tenant="second"), people=(JANE, ROB))
    await subject.history.hear([message(1, 1), message(1, 2, ROB)])
    assert {trace.tenant: [one.position for one in trace.seen] for trace in await subject.traces()} == {
        "demo": [1],
        "second": [2],
    }


async def test_a_reaction_after_a_message_is_owed_to_it_and_none_before(subject: Subject) -> None:
    everybody = [("demo", f"c-{number}") for number in range(25)]
    await subject.told(job(1), job(2), *(person(name) for _, name in everybody), people=everybody)
    for who in everybody:
        await subject.say(1, "applied", NOW - DAY, who)
        await subject.say(2, "applied", NOW, who)
    at = NOW - DAY / 2
    await subject.history.hear([message(n, n, who, at=at) for n in (1, 2) for who in everybody])
    report = await subject.report()
    applied = report.overall.measures["match_to_apply"].interval
    assert report.overall.people == 25
    assert applied is not None
    assert applied.value == pytest.approx(0.5)


async def test_who_is_erased_was_shown_nothing_and_a_late_word_of_it_leads_to_nobody(subject: Subject) -> None:
    await subject.told(job(1), person())
    await subject.history.hear([message(1, 1)])
    await subject.told(person(version=2, alive=False, away_as="erased"), people=())
    await subject.history.hear([message(1, 1)])
    assert await subject.traces() == []
    await subject.told(person(version=3), people=())
    await subject.told(job(1, version=2), people=(JANE,))
    await subject.history.hear([message(1, 1)])
    assert await subject.traces() == [], "who comes anew has matches of other versions"
