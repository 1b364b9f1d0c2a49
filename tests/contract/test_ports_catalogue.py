"""What the API looks up of openings: one, the newest, those that are wanted, and how many there are."""

from dataclasses import replace

import pytest

from rematch_match.domain.asks import Asks, Place
from rematch_match.ports.book import Wanted
from tests.contract.books import EVE, EVES, HOUR, JANE, JOHN, PAIR, Library, opening
from tests.fakes.samples import NOW, gone, job, job_id, vector


async def test_an_opening_is_known_with_its_text_also_when_it_is_closed(library: Library) -> None:
    await library.put(opening(1), gone(2, merged_into=job_id(1)))
    found, closed = await library.catalogue.opening(job_id(1)), await library.catalogue.opening(job_id(2))
    assert found is not None and closed is not None
    assert (found.text, found.asks.title, found.vector is not None) == (opening(1).text, "Data Engineer", True)
    assert (closed.alive, closed.merged_into) == (False, job_id(1))
    assert await library.catalogue.opening(job_id(3)) is None
    assert [one.job_id for one in await library.catalogue.openings([job_id(1), job_id(2), job_id(3)])] == [job_id(1)]


async def test_the_list_goes_on_behind_a_place_whatever_comes(library: Library) -> None:
    await library.put(*(opening(n, hours=n // 2) for n in range(1, 8)), gone(8), job(9))
    whole = [one.job.job_id for one in await library.catalogue.newest(Wanted(), 20, None)]
    assert set(whole) == {job_id(n) for n in (1, 2, 3, 4, 5, 6, 7, 9)}
    assert (whole[0], whole[-1]) == (job_id(1), job_id(9)), "one without a date comes last"
    first = await library.catalogue.newest(Wanted(), 3, None)
    await library.put(opening(10, hours=-1))
    rest = await library.catalogue.newest(Wanted(), 20, (first[-1].posted_at, first[-1].job.job_id))
    assert [one.job.job_id for one in (*first, *rest)] == whole


@pytest.mark.stack
@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(text="data engineer"), {1}),
        (Wanted(text="grid"), {1, 2, 3}),
        (Wanted(text="grid -nurse"), {1, 3}),
        (Wanted(text='"engineer who"'), {1}),
        (Wanted(company="nordlicht"), {1, 2}),
        (Wanted(company="Energie Nordlicht"), {1, 2}),
        (Wanted(company="engineer"), set()),
        (Wanted(company="!&|"), set()),
        (Wanted(location="Berlin"), {1}),
        (Wanted(location="Germany"), {1, 3}),
        (Wanted(location="nowhere at all"), set()),
        (Wanted(location="100%_\\"), set()),
        (Wanted(remote=True), {2}),
        (Wanted(remote=False), {1, 3}),
        (Wanted(since=NOW - HOUR), {1, 2}),
        (Wanted(category="care"), {2}),
        (Wanted(text="grid", company="nordlicht", remote=True, category="care", since=NOW - 2 * HOUR), {2}),
    ],
)
async def test_what_is_wanted(postgres_library: Library, wanted: Wanted, numbers: set[int]) -> None:
    library = postgres_library
    berlin, munich = (Place("Berlin", "Berlin", "DE"), Place("Munich", "Bavaria", "DE"))
    await library.put(
        opening(1, places=(berlin,), workplace="onsite"),
        opening(2, "Nurse", hours=1, workplace="remote", categories=("care",), places=(Place(None, None, "FR"),)),
        opening(3, "Chef", hours=5, company="Harbour Kitchen", places=(munich,)),
    )
    found = await library.catalogue.newest(wanted, 20, None)
    assert {one.job.job_id for one in found} == {job_id(number) for number in numbers}
    ids = [job_id(number) for number in (1, 2, 3)]
    among = {one.job_id for one in await library.catalogue.among(ids, replace(wanted, text=""))}
    assert among >= {job_id(number) for number in numbers}


async def test_words_find_and_the_title_counts_most(library: Library) -> None:
    text_only = replace(opening(1, "Chef"), text="Our data engineer likes to eat.")
    skilled = job(3, required=frozenset({"kubernetes"}), asks=Asks(title="Operator"))
    await library.put(text_only, opening(2), skilled, opening(4, "Nurse"))
    found = await library.catalogue.with_words(Wanted(text="data engineer"), frozenset(), 10)
    assert found == [job_id(2), job_id(1)]
    assert await library.catalogue.with_words(Wanted(text="k8s"), frozenset({"kubernetes"}), 10) == [job_id(3)]
    assert await library.catalogue.with_words(Wanted(text="plumber"), frozenset(), 10) == []


async def test_openings_that_share_skills(library: Library) -> None:
    little, other = (job(n, required=frozenset({skill}), preferred=frozenset()) for n, skill in ((2, "sql"), (4, "x")))
    await library.put(job(1), little, gone(3), other)
    found = await library.catalogue.sharing(frozenset({"python", "sql"}), 10)
    assert [one.job_id for one in found] == [job_id(1), job_id(2)]
    assert found[0].vector is not None and found[0].vector.cosine(vector(1, 0, 0)) == pytest.approx(1.0)


async def test_counts_are_of_all_openings_and_of_ones_own_people(library: Library) -> None:
    await library.put(JANE, JOHN, EVE, gone(4), opening(1, hours=3), opening(2, hours=30, workplace="remote"))
    await library.match(PAIR, 81.0)
    await library.match(EVES, 92.0)
    counts = await library.catalogue.counts("demo", NOW)
    assert counts.openings == {"open": 2, "closed": 1, "of_the_last_day": 1, "of_the_last_week": 2}
    assert (counts.workplaces, counts.companies) == ({"unknown": 1, "remote": 1}, {"Nordlicht Energie GmbH": 2})
    assert counts.people == 2
