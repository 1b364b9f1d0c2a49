"""What people were shown and what followed: over what is in memory, and over PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from rematch_match.domain.asks import Asks
from rematch_match.domain.quality.traces import Said, Seen
from tests.contract.histories import DAY, EVE, JANE, ROB, SINCE, Subject, showing, subjects
from tests.fakes.samples import NOW, gone, job, job_id, person


@pytest.fixture(params=["fake", pytest.param("postgres", marks=pytest.mark.stack)])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    async for one in subjects(request):
        yield one


NURSE = Asks(title="Nurse", company="Nordlicht", occupation="nurse")
SEEN = Seen(job_id(1), 4, NOW, "rematch/3", "nurse", "nordlicht")


async def test_what_is_shown_comes_with_what_was_said_of_it(subject: Subject) -> None:
    await subject.told(job(1, asks=NURSE), job(2), person())
    await subject.history.note([showing(2, 5), showing(1, 4)])
    await subject.say(1, "viewed", NOW + DAY)
    await subject.say(1, "applied", NOW + 2 * DAY)
    await subject.say(1, "applied", NOW + 3 * DAY)
    (trace,) = await subject.traces()
    assert trace.tenant == "demo"
    assert list(trace.seen) == [SEEN, Seen(job_id(2), 5, NOW, "rematch/3")]
    assert list(trace.said) == [
        Said(job_id(1), "applied", NOW + 2 * DAY, NOW + 3 * DAY, family="nurse"),
        Said(job_id(1), "viewed", NOW + DAY, NOW + DAY, family="nurse"),
    ]


async def test_shown_again_it_stays_as_it_was(subject: Subject) -> None:
    await subject.told(job(1, asks=NURSE), person())
    await subject.history.note([showing(1, 4)])
    for again in (showing(1, 1), showing(1, 2, at=NOW - DAY), showing(1, 4)):
        await subject.history.note([again, again])
    (trace,) = await subject.traces()
    assert list(trace.seen) == [SEEN]


async def test_a_match_counts_where_it_was_shown_first(subject: Subject) -> None:
    await subject.told(job(1, asks=NURSE), person())
    later = showing(1, 1, version=2, at=NOW + DAY, profile="hybrid")
    await subject.history.note([later, showing(1, 4)])
    (trace,) = await subject.traces()
    assert list(trace.seen) == [SEEN]


async def test_what_was_shown_before_is_left_out_unless_a_hire_came_of_it(subject: Subject) -> None:
    await subject.told(job(1), job(2), person())
    old = SINCE - 30 * DAY
    await subject.history.note([showing(1, 1, at=old), showing(2, 2, at=old)])
    assert await subject.traces() == []
    await subject.say(2, "offered")
    assert await subject.traces() == []
    await subject.say(2, "hired")
    (trace,) = await subject.traces()
    assert [(one.job_id, one.at) for one in trace.seen] == [(job_id(2), old)]


async def test_what_was_liked_and_never_shown_says_so(subject: Subject) -> None:
    await subject.told(job(1), job(2), person())
    await subject.history.note([showing(1, 1)])
    await subject.say(1, "saved")
    await subject.say(2, "saved")
    await subject.say(2, "viewed", SINCE - DAY)
    (trace,) = await subject.traces()
    assert {(one.job_id, one.action, one.shown) for one in trace.said} == {
        (job_id(1), "saved", True),
        (job_id(2), "saved", False),
    }


async def test_a_closed_opening_is_still_known_by_what_it_was(subject: Subject) -> None:
    await subject.told(job(1, asks=NURSE), person())
    await subject.history.note([showing(1, 4)])
    await subject.told(gone(1, asks=NURSE), people=())
    (trace,) = await subject.traces()
    assert list(trace.seen) == [SEEN]


async def test_of_whom_nothing_was_told_nothing_is_noted(subject: Subject) -> None:
    await subject.told(job(1), people=())
    await subject.told(person())
    await subject.history.note([showing(1, 1), showing(1, 1, ("demo", "nobody"))])
    await subject.history.note([])
    assert await subject.traces() == []


async def test_a_tenant_has_its_own_people_alone(subject: Subject) -> None:
    await subject.told(job(1), person(), person(tenant="second"), people=(JANE, ROB))
    await subject.history.note([showing(1, 1), showing(1, 2, ROB)])
    places = {
        tenant: sorted(one.position for trace in await subject.traces(tenant) for one in trace.seen)
        for tenant in ("demo", "second", "third", None)
    }
    assert places == {"demo": [1], "second": [2], "third": [], None: [1, 2]}


async def test_no_more_people_are_read_than_asked_for(subject: Subject) -> None:
    everybody = [("demo", f"c-{number}") for number in range(60)]
    await subject.told(job(1), *(person(name) for _, name in everybody), people=everybody)
    await subject.history.note([showing(1, 1, who) for who in everybody])
    assert [len(await subject.traces(most=most)) for most in (0, 1, 50, 51, 60, 100)] == [0, 1, 50, 51, 60, 60]
    whole, some = await subject.report(60), await subject.report(59)
    assert (whole.overall.people, whole.cut_off, some.overall.people, some.cut_off) == (60, False, 59, True)


async def test_who_is_erased_is_counted_no_more(subject: Subject) -> None:
    await subject.told(job(1), person(), person("c-2"), people=(JANE, EVE))
    await subject.history.note([showing(1, 1), showing(1, 2, EVE)])
    await subject.say(1, "hired")
    await subject.told(person(version=2, alive=False, away_as="erased"))
    (trace,) = await subject.traces()
    assert [one.position for one in trace.seen] == [2]
    await subject.history.note([showing(1, 1)])
    assert len(await subject.traces()) == 1, "what they were shown and wasn't written yet isn't either"


async def test_the_same_words_again_change_nothing(subject: Subject) -> None:
    everybody = [("demo", f"c-{number}") for number in range(25)]
    await subject.told(job(1), job(2), *(person(name) for _, name in everybody), people=everybody)
    await subject.history.note([showing(n, n, who, at=NOW - DAY) for n in (1, 2) for who in everybody])

    async def all_is_said() -> None:
        for number, who in enumerate(everybody):
            await subject.say(2, "hired" if number % 2 else "rejected", NOW, who)

    await all_is_said()
    first = await subject.report()
    assert first.overall.measures["match_to_apply"].interval is not None
    assert first.overall.measures["match_to_apply"].interval.value == pytest.approx(12 / 25 / 2)
    assert first.overall.days_to_hire.count == 12
    await all_is_said()
    await subject.history.note([showing(n, n, who) for n in (1, 2) for who in everybody])
    assert await subject.report() == first
