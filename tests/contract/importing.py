"""Uploads for the suite of imports, and who publishes them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from rematch_ingest.domain.cutting import Item
from rematch_ingest.domain.fates import Decision, Outcome, refusal
from rematch_ingest.domain.ids import IngestId
from rematch_ingest.domain.imports import Import, Upload
from rematch_ingest.domain.pieces import Piece, pack
from rematch_ingest.domain.reading import Refused
from rematch_ingest.ports.imports import Imports, Taken, Worked
from tests.fakes.samples import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST = UUID(int=1)
REF = ("demo", FIRST)


def upload(import_id: UUID = FIRST, tenant: str = "demo") -> Upload:
    return Upload(import_id, tenant, "jobs.csv", "csv", "board")


def piece(number: int, *lines: int) -> Piece:
    return Piece(number, pack([Item(line, b"{}") for line in lines]), len(lines), lines[-1])


async def taken(imports: Imports, *pieces: Piece, import_id: UUID = FIRST, tenant: str = "demo") -> None:
    assert await imports.begin(upload(import_id, tenant), NOW) == "begun"
    for each in pieces:
        await imports.add((tenant, import_id), each, NOW)
    items = sum(each.items for each in pieces)
    whole = Taken(b"s" * 32, 1_000, items, len(pieces), pieces[-1].last)
    await imports.take((tenant, import_id), whole, NOW + MINUTE)


class Publish:
    """Notes what it is given; the lines in `refused` it refuses."""

    def __init__(self, *refused: int) -> None:
        self.lines: list[int] = []
        self._refused = refused

    async def __call__(self, one: Import, items: Sequence[Item]) -> Worked:
        self.lines += [item.number for item in items]
        bad = [item for item in items if item.number in self._refused]
        told = [refusal(IngestId(one.import_id, item.number), Refused("no title", "title"), NOW) for item in bad]
        return Worked(len(items) - len(bad), told)


async def whole(imports: Imports, ref: tuple[str, UUID] = REF) -> Import:
    found = await imports.get(ref)
    assert found is not None
    return found


def said(outcome: Outcome, line: int) -> Decision:
    return Decision(IngestId(FIRST, line), outcome, NOW + DAY)
