"""One suite for every store of imports."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from rematch_ingest.adapters.postgres_imports import PostgresImports
from rematch_ingest.adapters.postgres_outcomes import PostgresOutcomes
from rematch_ingest.domain.cutting import Item
from rematch_ingest.domain.imports import LISTED_FAILURES, Import
from rematch_ingest.ports.imports import BeingUploaded, Imports, Taken, Worked
from rematch_ingest.ports.outcomes import Outcomes
from tests.contract.importing import FIRST, REF, Publish, piece, said, taken, upload, whole
from tests.contract.test_ports_postings import BOTH, _key
from tests.fakes.importing import FakeImports
from tests.fakes.samples import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SECOND = UUID(int=2)


@dataclass(frozen=True)
class Subject:
    imports: Imports
    outcomes: Outcomes


@pytest.fixture(params=BOTH)
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "fake":
        fake = FakeImports()
        yield Subject(fake, fake.outcomes)
        return
    async with request.getfixturevalue("postgres").database("ingest") as database:
        await _key(database)
        yield Subject(PostgresImports(database), PostgresOutcomes(database))


async def test_an_import_goes_from_its_upload_to_its_end(subject: Subject) -> None:
    imports, publish = subject.imports, Publish(3)
    await imports.begin(upload(), NOW)
    assert (await whole(imports)).state == "receiving"
    assert await imports.waiting() == []
    await imports.fail(REF, "it broke off", NOW)
    await taken(imports, piece(1, 2, 3), piece(2, 4, 7))
    assert await imports.waiting() == [REF]
    assert (await whole(imports)).state == "publishing"
    assert await imports.work_off(REF, publish, NOW)
    assert (await whole(imports)).counts.lines == 2
    assert await imports.work_off(REF, publish, NOW)
    assert not await imports.work_off(REF, publish, NOW)
    assert (publish.lines, await imports.waiting()) == ([2, 3, 4, 7], [])
    assert (await whole(imports)).state == "deciding"
    await subject.outcomes.note([said("new_opening", 2), said("ad_of_opening", 4), said("rejected", 7)])
    ended = await whole(imports)
    assert (ended.state, ended.total, ended.ended_at, ended.progress) == ("completed", 4, NOW + DAY, 1.0)
    assert (ended.counts.new, ended.counts.duplicate, ended.counts.failed) == (1, 1, 2)


async def test_an_outcome_counts_once_and_a_rejection_gives_way(subject: Subject) -> None:
    await taken(subject.imports, piece(1, 1, 2))
    await subject.imports.work_off(REF, Publish(), NOW)
    for _ in range(2):
        await subject.outcomes.note([said("refreshed", 1), said("rejected", 2)])
    assert (await whole(subject.imports)).counts.rejected == 1
    await subject.outcomes.note([said("updated", 2), said("updated", 1)])
    counts = (await whole(subject.imports)).counts
    assert (counts.refreshed, counts.updated, counts.rejected) == (1, 1, 0)


async def test_an_import_of_which_nothing_was_accepted_has_ended(subject: Subject) -> None:
    await taken(subject.imports, piece(1, 1, 2))
    await subject.imports.work_off(REF, Publish(1, 2), NOW)
    ended = await whole(subject.imports)
    assert (ended.state, ended.ended_at, ended.counts.failed) == ("completed", NOW, 2)


async def test_a_piece_that_could_not_be_published_is_still_there(subject: Subject) -> None:
    async def failing(_: Import, __: Sequence[Item]) -> Worked:
        raise RuntimeError("away")

    await taken(subject.imports, piece(1, 1, 2))
    with pytest.raises(RuntimeError):
        await subject.imports.work_off(REF, failing, NOW)
    publish = Publish()
    assert await subject.imports.work_off(REF, publish, NOW)
    assert publish.lines == [1, 2]


async def test_an_upload_is_begun_once_and_anew_after_silence(subject: Subject) -> None:
    imports = subject.imports
    assert await imports.begin(upload(), NOW) == "begun"
    await imports.add(REF, piece(1, 1), NOW)
    assert await imports.begin(upload(), NOW + timedelta(seconds=5)) == "busy"
    assert await imports.begin(upload(), NOW + MINUTE) == "begun"
    await imports.add(REF, piece(1, 1), NOW + MINUTE)
    with pytest.raises(BeingUploaded):
        await imports.add(REF, piece(1, 1), NOW + MINUTE)
    await imports.take(REF, Taken(b"s" * 32, 1_000, 1, 1, 1), NOW)
    assert await imports.begin(upload(), NOW + DAY) == "known"


async def test_what_failed_is_not_worked_off(subject: Subject) -> None:
    await subject.imports.begin(upload(), NOW)
    await subject.imports.add(REF, piece(1, 1), NOW)
    await subject.imports.fail(REF, "line 2: this is not UTF-8", NOW)
    assert await subject.imports.waiting() == []
    failed = await whole(subject.imports)
    assert (failed.state, failed.problem, failed.ended_at) == ("failed", "line 2: this is not UTF-8", NOW)


async def test_failures_are_listed_by_line_and_no_more_than_a_thousand(subject: Subject) -> None:
    lines = range(1, LISTED_FAILURES + 3)
    await taken(subject.imports, piece(1, *lines[:600]), piece(2, *lines[600:]))
    for _ in range(2):
        await subject.imports.work_off(REF, Publish(*lines), NOW)
    page = await subject.imports.failures(REF, 2, 598)
    assert [(each.id.place, each.detail, each.field) for each in page] == [
        (599, "no title", "title"),
        (600, "no title", "title"),
    ]
    listed = await subject.imports.failures(REF, 5_000, 0)
    # A piece that begins below the thousand is listed whole as far as there is room.
    assert len(listed) == LISTED_FAILURES
    assert (await whole(subject.imports)).counts.failed == len(lines)


async def test_nothing_is_anothers(subject: Subject) -> None:
    imports = subject.imports
    await taken(imports, piece(1, 1))
    await taken(imports, piece(1, 1), import_id=SECOND, tenant="second")
    await imports.work_off(REF, Publish(1), NOW)
    assert await imports.get(("second", FIRST)) is None
    assert await imports.failures(("second", FIRST), 10, 0) == []
    assert [one.import_id for one in await imports.page("second", 10, None)] == [SECOND]
    assert (await imports.stats("second"))["imports"] == 1


async def test_pages_and_sums(subject: Subject) -> None:
    imports = subject.imports
    for number in range(1, 6):
        await imports.begin(upload(UUID(int=number)), NOW + (number // 2) * MINUTE)
    found: list[int] = []
    after = None
    while page := await imports.page("demo", 2, after):
        found += [one.import_id.int for one in page]
        after = page[-1].started_at, page[-1].import_id
    assert found == [5, 4, 3, 2, 1]
    stats = await imports.stats("demo")
    assert (stats["imports"], stats["running"], stats["total"]) == (5, 5, 0)
    assert (await imports.stats("nobody"))["newest_at"] is None


async def test_what_is_old_goes_and_what_broke_off_has_failed(subject: Subject) -> None:
    imports = subject.imports
    await taken(imports, piece(1, 1))
    await imports.begin(upload(SECOND), NOW)
    await imports.prune(NOW - DAY, NOW + MINUTE)
    assert (await whole(imports, ("demo", SECOND))).state == "failed"
    await imports.prune(NOW + DAY, NOW)
    assert await imports.get(("demo", SECOND)) is None
    assert (await whole(imports)).state == "publishing", "of which pieces wait nothing is forgotten"
