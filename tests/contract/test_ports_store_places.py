"""Places in people's lists: the best of all that fit have them, in every store."""

from collections.abc import Sequence

from rematch_common.contracts import MatchFound
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from rematch_match.ports import Work
from tests.contract.stores import NOBODY, Subject
from tests.fakes.occasions import set_occasion, set_score, worth
from tests.fakes.samples import gone, job_id, person

THREE = set_occasion(3)


def pairs(*numbers: int, name: str = "c-1") -> tuple[PairKey, ...]:
    return tuple((("demo", name), job_id(number)) for number in numbers)


async def found_in_order(subject: Subject, *jobs: JobFacts, on: Occasion = THREE) -> None:
    """One opening after the other."""
    for opening in jobs:
        await subject.arrive(opening, on=on, also=((("demo", "c-1"), opening.job_id),))


async def test_a_better_newcomer_withdraws_the_weakest_as_displaced(subject: Subject) -> None:
    await subject.write(person())
    await found_in_order(subject, worth(1, 60), worth(2, 70), worth(3, 80), worth(4, 65))
    assert await subject.said() == [
        "c-1 found J1 60",
        "c-1 found J2 70",
        "c-1 found J3 80",
        "c-1 withdrawn displaced",
        "c-1 found J4 65",
    ]
    assert await subject.store.pairs_of(Work([], [person()])) == set(pairs(1, 2, 3, 4))


async def test_what_finds_no_room_waits_without_a_word_and_comes_when_there_is_some(subject: Subject) -> None:
    await subject.write(person())
    await found_in_order(subject, worth(1, 60), worth(2, 70), worth(3, 80), worth(4, 55), worth(5, 58))
    assert len(await subject.told()) == 3
    await subject.arrive(gone(2), on=THREE)
    assert (await subject.said())[3:] == ["c-1 withdrawn job_closed", "c-1 found J5 58"]
    await subject.arrive(gone(4), on=THREE)
    assert len(await subject.told()) == 5, "nobody had been told of it"
    await subject.arrive(gone(1), on=THREE)
    assert (await subject.said())[5:] == ["c-1 withdrawn job_closed"]


async def test_who_was_displaced_comes_back_as_found_with_the_next_version(subject: Subject) -> None:
    await subject.write(person())
    one = set_occasion(1)
    await found_in_order(subject, worth(1, 60), worth(2, 70), on=one)
    await subject.arrive(gone(2), on=one)
    events = [e for e in await subject.events() if e.job_id == job_id(1)]
    assert [(type(e).__name__, e.version) for e in events] == [
        ("MatchFound", 1),
        ("MatchWithdrawn", 2),
        ("MatchFound", 3),
    ]


async def test_whoever_waits_is_scored_as_things_are_now_before_coming_in(subject: Subject) -> None:
    await subject.write(person())
    one = set_occasion(1)
    await found_in_order(subject, worth(1, 80), worth(2, 70), worth(3, 65), worth(4, 60), on=one)
    # Written, and not settled yet: this worker has only the closing of the first opening in hand.
    await subject.write(worth(2, 40, 2), worth(3, 59, 2))
    await subject.arrive(gone(1), on=one)
    assert (await subject.said())[1:] == ["c-1 withdrawn job_closed", "c-1 found J4 60"]


async def test_a_score_that_falls_below_one_that_waits_loses_its_place(subject: Subject) -> None:
    await subject.write(person())
    one = set_occasion(1)
    await found_in_order(subject, worth(1, 80), worth(2, 70), on=one)
    await subject.arrive(worth(1, 75, 2), on=one)
    assert (await subject.said())[1:] == ["c-1 updated J1 75"]
    await subject.arrive(worth(1, 69, 3), on=one)
    assert (await subject.said())[2:] == ["c-1 withdrawn displaced", "c-1 found J2 70"]
    await subject.arrive(worth(1, 71, 4), on=one)
    assert (await subject.said())[4:] == ["c-1 withdrawn displaced", "c-1 found J1 71"]


async def test_equals_are_placed_by_their_openings_id(subject: Subject) -> None:
    await subject.write(person())
    numbers = sorted(range(1, 6), key=job_id, reverse=True)
    await found_in_order(subject, *(worth(number, 70) for number in numbers))
    active = {event.job_id for event in await subject.events()} - {
        event.job_id for event in await subject.events() if event.version == 2
    }
    assert active == set(sorted(map(job_id, numbers))[:3])


async def test_small_steps_are_told_when_they_add_up(subject: Subject) -> None:
    await subject.write(person())
    await found_in_order(subject, worth(1, 75))
    for version, score in enumerate((75.8, 76.6, 77.4), 2):
        await subject.arrive(worth(1, score, version), on=THREE)
    assert await subject.said() == ["c-1 found J1 75", "c-1 updated J1 77.4"]


async def test_a_score_made_of_an_older_version_is_not_taken(subject: Subject) -> None:
    await subject.write(person(), worth(1, 80), worth(2, 60), worth(3, 90))
    one, two, three = pairs(1, 2, 3)
    stale = [Scored(one, 1, 1, set_score(worth(1, 80), "")), Scored.unseen(three)]
    fresh = Scored(two, 1, 1, set_score(worth(2, 61), ""))
    await subject.write(worth(1, 40, 2))
    assert await subject.store.settle([*stale, fresh], NOBODY, THREE) == 2
    assert sorted(await subject.said()) == ["c-1 found J2 61", "c-1 found J3 90"], "taken as scored, and scored anew"


async def told_of(subject: Subject, number: int) -> Sequence[str]:
    events = [event for event in await subject.events() if event.job_id == job_id(number)]
    last = {event.candidate_id: event for event in events}
    return sorted(name for name, event in last.items() if hasattr(event, "score"))


async def test_no_more_of_a_tenant_are_told_of_an_opening_than_it_allows(subject: Subject) -> None:
    two = set_occasion(3, per_posting=2)
    names = ["c-1", "c-2", "c-3", "c-4"]
    people = [(tenant, name) for tenant in ("demo", "second") for name in names]
    await subject.write(*(person(name, tenant) for tenant, name in people))
    opening = worth(1, 60, c_2=80, c_4=70)
    await subject.arrive(opening, on=two, also=tuple((key, job_id(1)) for key in people))
    assert len(await subject.told()) == 4
    assert await told_of(subject, 1) == ["c-2", "c-4"]
    again = worth(1, 60, 2, c_2=65, c_4=70, c_1=90)
    await subject.arrive(again, on=two)
    assert await told_of(subject, 1) == ["c-2", "c-4"], "who has been told keeps the place"
    await subject.arrive(person("c-2", version=2, alive=False, away_as="filter"), on=two)
    await subject.arrive(worth(1, 60, 3, c_4=70, c_1=90), on=two)
    assert await told_of(subject, 1) == ["c-1", "c-2", "c-4"], "c-2 is still told of it in the other tenant"


async def test_a_shorter_list_withdraws_what_it_has_no_room_for(subject: Subject) -> None:
    await subject.write(person())
    await found_in_order(subject, worth(1, 60), worth(2, 70), worth(3, 80))
    mine = await subject.store.pairs_of(Work([], [person()]))
    assert await subject.settle(*mine, on=set_occasion(1, because="settings_changed")) == 2
    assert await subject.settle(*mine, on=set_occasion(3, because="settings_changed")) == 2
    assert sorted((await subject.said())[5:]) == ["c-1 found J1 60", "c-1 found J2 70"]


HYBRID = set_occasion(4, profile="hybrid")


async def test_a_few_broader_ones_have_a_place_until_better_ones_come(subject: Subject) -> None:
    """Aimed at is 70; down to 55 three are told that would otherwise be too few."""
    await subject.write(person())
    await found_in_order(subject, worth(1, 60), worth(2, 54), worth(3, 56), worth(4, 65), worth(5, 69), on=HYBRID)
    assert await subject.said() == [
        "c-1 found J1 60",
        "c-1 found J3 56",
        "c-1 found J4 65",
        "c-1 withdrawn displaced",
        "c-1 found J5 69",
    ]
    await found_in_order(subject, worth(6, 90), worth(7, 80), worth(8, 70), worth(9, 71), worth(10, 68), on=HYBRID)
    assert (await subject.said())[5:] == [
        "c-1 withdrawn displaced",
        "c-1 found J6 90",
        "c-1 withdrawn displaced",
        "c-1 found J7 80",
        "c-1 withdrawn displaced",
        "c-1 found J8 70",
        "c-1 found J9 71",
    ]
    told = [event for event in await subject.events() if isinstance(event, MatchFound)]
    assert [event.broader for event in told] == [True] * 4 + [False] * 4
    assert [event.explanation.summary.startswith("Broader match: ") for event in told] == [True] * 4 + [False] * 4


async def test_broader_ones_come_back_when_better_ones_go(subject: Subject) -> None:
    await subject.write(person())
    await found_in_order(subject, *(worth(n, score) for n, score in enumerate((80, 75, 72, 69, 60, 58), 1)), on=HYBRID)
    assert await subject.said() == ["c-1 found J1 80", "c-1 found J2 75", "c-1 found J3 72"]
    await subject.arrive(gone(2), on=HYBRID)
    await subject.arrive(gone(1), gone(3), on=HYBRID)
    assert (await subject.said())[3:] == [
        "c-1 withdrawn job_closed",
        "c-1 found J4 69",
        "c-1 withdrawn job_closed",
        "c-1 withdrawn job_closed",
        "c-1 found J5 60",
        "c-1 found J6 58",
    ]


async def test_one_that_falls_below_what_is_aimed_at_stays_only_among_the_few(subject: Subject) -> None:
    await subject.write(person())
    await found_in_order(subject, worth(1, 80), worth(2, 75), worth(3, 72), worth(4, 71), on=HYBRID)
    await subject.arrive(worth(3, 66, 2), on=HYBRID)
    await subject.arrive(worth(1, 64, 2), on=HYBRID)
    assert (await subject.said())[4:] == [
        "c-1 withdrawn displaced",
        "c-1 withdrawn displaced",
        "c-1 found J3 66",
    ]
