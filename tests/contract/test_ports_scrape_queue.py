"""One suite for every scrape queue: who wants what, who gets it, and what becomes of it."""

import asyncio
from datetime import timedelta

import pytest

from rematch_ingest.domain.queue import MOST_HELD, PLATFORMS, Turn
from rematch_ingest.domain.rounds import Failure
from rematch_ingest.ports.scrape_queue import Brought, HandsFull
from tests.contract.queues import Scraped, turn, wanting
from tests.fakes.samples import NOW

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def test_a_role_is_counted_over_tenants_and_spellings_and_given_out_with_its_places(scraped: Scraped) -> None:
    await scraped.note(wanting("Sr. Python Dev", preferred_locations=("Berlin", "Austin, TX")))
    await scraped.note(wanting("Python Developer", "Baker", tenant="second", location="Berlin"))
    assert await scraped.queue.next("k-1", NOW) is not None
    other = await scraped.give()
    first = (await scraped.queue.overview(NOW, 10)).recent
    both = {entry.role: entry for entry in first}
    assert {role: entry.candidate_count for role, entry in both.items()} == {"python_developer": 2, "baker": 1}
    assert (other.entry.role, other.hints) == ("baker", ("Berlin, DE",))
    assert both["python_developer"].category == "software_engineer"
    assert both["baker"].category == "cook"
    assert list(other.entry.sites) == list(PLATFORMS)
    assert other.entry.started_at == NOW


async def test_places_come_most_wanted_first(scraped: Scraped) -> None:
    for number, place in enumerate(("Berlin", "Austin, TX", "Austin, TX")):
        await scraped.note(wanting("Baker", who=f"c-{number}", location=place))
    assert (await scraped.give()).hints == ("Austin, TX", "Berlin, DE")


async def test_what_is_in_one_pair_of_hands_is_in_no_other(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker", "Python Developer", "Registered Nurse"))
    told = [await scraped.queue.next(f"k-{number}", NOW) for number in range(4)]
    roles = [given.entry.role for given in told if given is not None]
    assert sorted(roles) == ["baker", "python_developer", "registered_nurse"]
    assert told[3] is None


async def test_many_scrapers_at_once_never_get_the_same_role(scraped: Scraped) -> None:
    for number in range(20):
        await scraped.note(wanting(f"Keeper of thing{number}s", who=f"c-{number}"))
    told = await asyncio.gather(*(scraped.queue.next(f"k-{number}", NOW) for number in range(30)))
    roles = [given.entry.role for given in told if given is not None]
    assert len(roles) == len(set(roles))
    while (more := await scraped.queue.next("k-more", NOW)) is not None:  # who found a row locked went away empty
        roles.append(more.entry.role)
    assert len(roles) == len(set(roles)) == 20


async def test_a_role_that_nobody_wants_any_more_leaves_unless_it_is_being_scraped(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker", "Plumber"))
    held = await scraped.give()
    await scraped.note(wanting("Registered Nurse"))
    overview = await scraped.queue.overview(NOW, 10)
    assert {entry.role for entry in overview.recent} == {held.entry.role, "registered_nurse"}
    assert await scraped.queue.complete(turn(held.entry), 3, NOW + MINUTE) is not None
    overview = await scraped.queue.overview(NOW + MINUTE, 10)
    assert {entry.role for entry in overview.recent} == {"registered_nurse"}


@pytest.mark.parametrize("change", [{"status": "placed"}, {"automated_matching": False}, {"titles": ()}])
async def test_who_is_no_longer_looking_is_no_longer_counted(scraped: Scraped, change: dict[str, object]) -> None:
    await scraped.note(wanting("Baker"))
    await scraped.note(wanting("Baker", who="c-2"))
    gone = wanting("Baker").model_copy(update=change)
    for _ in range(2):  # said twice, it is the same
        await scraped.note(gone)
    assert (await scraped.give()).entry.candidate_count == 1


async def test_a_completed_role_goes_to_the_end(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    first = await scraped.give()
    await scraped.note(wanting("Plumber", who="c-2"))
    done = await scraped.queue.complete(turn(first.entry), 5, NOW + MINUTE)
    assert done is not None
    assert (done.status, done.last_scraped_at, done.retries) == ("pending", NOW + MINUTE, 0)
    assert [(await scraped.give(2 * MINUTE)).entry.role for _ in range(2)] == ["plumber", "baker"]


async def test_to_complete_twice_changes_nothing(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    held = (await scraped.give()).entry
    once = await scraped.queue.complete(turn(held), 0, NOW + MINUTE)
    told = len(await scraped.events())
    assert await scraped.queue.complete(turn(held), 9, NOW + HOUR) == once
    assert len(await scraped.events()) == told


async def test_another_scrapers_round_is_none_of_ones_business(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    held = (await scraped.give()).entry
    for strange in (Turn(held.queue_id, "k-2"), Turn(held.queue_id, "k-1", 7), Turn(held.queue_id + 99, "k-1")):
        assert await scraped.queue.held(strange) is None
        assert await scraped.queue.bring(strange, Brought("dice", ["a"]), NOW) is None
        assert await scraped.queue.complete(strange, 0, NOW) is None
        assert await scraped.queue.fail(strange, Failure("no"), NOW) is None
    assert await scraped.queue.held(Turn(held.queue_id, "k-1")) == held


async def test_an_ad_counts_once_however_often_it_is_brought(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    held = (await scraped.give()).entry
    await scraped.queue.bring(turn(held), Brought("dice", ["a", "b", "a"], last=False), NOW)
    after = await scraped.queue.bring(turn(held), Brought("dice", ["b", "c"], complete=True), NOW)
    assert after is not None
    site = after.sites["dice"]
    assert (site.status, site.received, site.seen, site.complete) == ("uploaded", 5, 3, True)
    assert after.open_sites == [platform for platform in PLATFORMS if platform != "dice"]
    assert (await scraped.queue.overview(NOW, 1)).found_today == 5


async def test_crawls_are_reported_with_the_scope_that_their_postings_carry(scraped: Scraped) -> None:
    await scraped.note(wanting("Sr. Python Dev"))
    held = (await scraped.give()).entry
    await scraped.queue.bring(turn(held), Brought("dice", ["a", "b"], complete=True), NOW)
    await scraped.queue.bring(turn(held), Brought("indeed", ["a"]), NOW)
    await scraped.queue.complete(turn(held), 0, NOW + MINUTE)
    dice, indeed = sorted(await scraped.reports(), key=lambda report: report.source)
    assert (dice.source, dice.scope, dice.seen, dice.complete) == ("dice", "python_developer", 2, True)
    assert (dice.started, dice.finished, dice.scrape_ref) == (NOW, NOW + MINUTE, held.scrape_ref)
    assert (indeed.source, indeed.complete) == ("indeed", False)


async def test_the_next_round_begins_with_nothing_seen(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    held = (await scraped.give()).entry
    await scraped.queue.bring(turn(held), Brought("dice", ["a"]), NOW)
    await scraped.queue.complete(turn(held), 0, NOW)
    again = (await scraped.give(MINUTE)).entry
    assert again.round == held.round + 1
    assert again.sites["dice"].status == "pending"
    after = await scraped.queue.bring(turn(again), Brought("dice", ["a"]), NOW + MINUTE)
    assert after is not None
    assert after.sites["dice"].seen == 1


async def test_who_asks_for_rested_roles_gets_none_whose_round_has_just_ended_however_it_did(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker", "Plumber", "Registered Nurse"))
    done, failed, _ = [(await scraped.give()).entry for _ in range(3)]
    await scraped.queue.complete(turn(done), 1, NOW + MINUTE)
    await scraped.queue.fail(turn(failed), Failure("no answer"), NOW + MINUTE)
    await scraped.queue.sweep(NOW + HOUR)  # and the third is taken back
    later = NOW + HOUR + MINUTE
    assert await scraped.queue.next("k-1", later, rested=2 * HOUR) is None
    await scraped.note(wanting("Baker", "Plumber", "Registered Nurse", "Welder"))
    fresh = await scraped.queue.next("k-1", later, rested=2 * HOUR)
    assert fresh is not None
    assert fresh.entry.role == "welder", "one that never had a turn has rested"
    rested = [await scraped.queue.next("k-1", later, rested=HOUR) for _ in range(3)]
    assert {given.entry.queue_id for given in rested if given} == {done.queue_id, failed.queue_id}


async def test_a_priority_puts_a_role_first(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    await scraped.queue.overview(NOW - HOUR, 1)
    await scraped.note(wanting("Plumber", who="c-2"))
    plumber = next(entry for entry in (await scraped.queue.overview(NOW, 5)).recent if entry.role == "plumber")
    assert await scraped.queue.prioritise(plumber.queue_id, 4) is not None
    assert await scraped.queue.prioritise(plumber.queue_id + 99, 4) is None
    assert (await scraped.give(MINUTE)).entry.role == "plumber"


async def test_a_key_has_only_so_many_roles_at_once_and_others_get_theirs(scraped: Scraped) -> None:
    for who in range(3):
        await scraped.note(wanting(*[f"Maker of {who * 10 + at} things" for at in range(10)], who=f"c-{who}"))
    held = [(await scraped.give()).entry for _ in range(MOST_HELD - 2)]
    taken = await asyncio.gather(*(scraped.queue.next("k-1", NOW + MINUTE) for _ in range(6)), return_exceptions=True)
    assert [type(one).__name__ for one in taken].count("HandsFull") == 4
    with pytest.raises(HandsFull) as full:
        await scraped.queue.next("k-1", NOW + MINUTE)
    assert (full.value.queue_id, full.value.most) == (held[0].queue_id, MOST_HELD)
    assert await scraped.queue.next("k-2", NOW + MINUTE) is not None
    await scraped.queue.complete(turn(held[0]), 1, NOW + MINUTE)
    assert await scraped.queue.next("k-1", NOW + MINUTE) is not None
