"""What comes late of people who were erased: redriven, from an import, or after this replica was away."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from rematch_common.contracts import EMBEDDED_CANDIDATES, CandidateChanged, Embedding
from rematch_common.erased import Erased
from rematch_common.erasing import Erasure, encoded, receipt_of
from rematch_common.errors import DependencyAway
from rematch_common.records import Outgoing, Record
from rematch_embed.adapters.memory_owners import MemoryOwners
from rematch_embed.handlers import Embed
from rematch_embed.handlers.forgetting import Forget
from rematch_embed.ports import Lane
from tests.fakes.samples import NOW
from tests.fakes.vectors import FakeVectors
from tests.unit.embed.test_forgetting import came, ended, hash_of, person, record, remembering

JANE = person("c-1", "welder")
EVE = person("c-2", "baker")


def told(candidate: CandidateChanged, version: int) -> Record:
    erasure = Erasure("e-1", candidate.tenant_id, candidate.candidate_id, version)
    return record(encoded(receipt_of(erasure, "ingest", NOW, {})))


async def knowing(*receipts: Record) -> Embed:
    forget = Forget(FakeVectors(), [MemoryOwners(10)], Erased())
    await forget.see_receipts(receipts)
    await forget.see_receipts(())
    return Embed(FakeVectors(), lambda: NOW, forget=forget)


def people(sent: Sequence[Outgoing]) -> list[tuple[bytes | None, bool]]:
    return [(one.key, one.value is None) for one in sent if one.topic == EMBEDDED_CANDIDATES.name]


async def test_nothing_of_the_erased_life_is_embedded_however_late_it_comes() -> None:
    embed = await knowing(told(JANE, JANE.version + 1))
    assert people(await embed([came(JANE), came(EVE)])) == [(EVE.key.encode(), False)]
    assert people(await embed([came(JANE)])) == []


async def test_who_comes_anew_under_the_same_id_is_embedded() -> None:
    embed = await knowing(told(JANE, JANE.version + 1))
    anew = JANE.model_copy(update={"version": JANE.version + 2})
    assert people(await embed([came(anew)])) == [(JANE.key.encode(), False)]


async def test_a_tombstone_of_the_erasure_passes_on() -> None:
    embed = await knowing(told(JANE, JANE.version + 1))
    assert people(await embed([ended(JANE.key)])) == [(JANE.key.encode(), True)]


async def test_people_wait_until_the_ledger_has_been_read_and_tombstones_do_not() -> None:
    embed = Embed(FakeVectors(), lambda: NOW, forget=Forget(FakeVectors(), (), Erased()))
    with pytest.raises(DependencyAway, match="still being read"):
        await embed([came(JANE)])
    assert people(await embed([ended(JANE.key)])) == [(JANE.key.encode(), True)]


async def test_a_replica_that_was_away_forgets_at_its_start_whoever_was_erased_meanwhile(tmp_path: Path) -> None:
    async with remembering(tmp_path) as one:
        await one.embed([came(JANE), came(EVE)])
    async with remembering(tmp_path, Erased()) as again:
        await again.forget.see_receipts([told(JANE, JANE.version + 1), told(person("c-3", "nobody"), 2)])
        await again.forget.see_receipts(())
        assert not await again.knows(JANE)
        assert await again.knows(EVE)


class Overtaken(FakeVectors):
    """While it embeds, a tombstone of Jane passes by, and perhaps a receipt before it."""

    def __init__(self, *receipts: Record) -> None:
        super().__init__()
        self.owners = MemoryOwners(10)
        self.forget_people = Forget(self, [self.owners], Erased())
        self.receipts = receipts

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> Sequence[Sequence[Embedding]]:
        await self.forget_people.see_receipts(self.receipts)
        await self.forget_people.see([ended(JANE.key).record])
        return await super().of(texts, lane)


async def test_who_is_erased_while_their_text_is_embedded_is_forgotten_and_not_passed_on() -> None:
    vectors = Overtaken(told(JANE, JANE.version + 1))
    await vectors.forget_people.see_receipts(())
    embed = Embed(vectors, lambda: NOW, forget=vectors.forget_people)
    assert people(await embed([came(JANE), came(EVE)])) == [(EVE.key.encode(), False)]
    assert await vectors.owners.known([JANE.key, EVE.key]) == [EVE.key]


async def test_a_late_tombstone_of_who_was_before_does_not_hide_whose_vectors_are_remembered() -> None:
    vectors = Overtaken()
    await vectors.forget_people.see_receipts(())
    embed = Embed(vectors, lambda: NOW, forget=vectors.forget_people)
    assert people(await embed([came(JANE)])) == [(JANE.key.encode(), False)]
    assert await vectors.owners.alone(JANE.key) == [hash_of(JANE)]
