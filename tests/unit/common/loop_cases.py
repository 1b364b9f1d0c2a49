"""What the tests of the consume loop start from: raw records, handlers that do as told, a loop without a broker."""

from collections.abc import Awaitable, Callable, Sequence

import orjson

from rematch_common.consume import ConsumeLoop, Handler, Policy, Received
from rematch_common.contracts import RAW_JOBS, RawJob
from rematch_common.records import Outgoing, Record
from rematch_common.retry import Patience
from tests.fakes.publisher import FakePublisher
from tests.unit.common.codec_cases import POSTING

OUT = "deduped-jobs"
DLQ = "raw-jobs.dlq"


def good(offset: int, partition: int = 0) -> Record:
    value = orjson.dumps(POSTING | {"external_id": str(offset)})
    return Record("raw-jobs", partition, offset, 1_769_940_000_000, b"k%d" % offset, value)


def poison(offset: int, partition: int = 0) -> Record:
    return Record("raw-jobs", partition, offset, 1_769_940_000_000, b"k%d" % offset, b"{")


def offsets(records: Sequence[Record]) -> list[int]:
    """Which raw records these dead letters are."""
    return [int(record.header("dlq_original_offset") or -1) for record in records]


def keys(records: Sequence[Record]) -> list[str]:
    return [(record.key or b"").decode() for record in records]


class Handling:
    """Passes every posting on; for those named in `wrong`, raises what stands there. `batches`: what it was given."""

    def __init__(self, wrong: dict[str, Exception] | None = None) -> None:
        self.wrong = wrong or {}
        self.batches: list[list[str]] = []

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        self.batches.append([received.key for received in batch])
        for received in batch:
            assert isinstance(received.event, RawJob)
            if error := self.wrong.get(received.key):
                raise error
        return [Outgoing(OUT, received.record.key, received.record.value) for received in batch]


def loop_of(
    handle: Handler, publisher: FakePublisher, patience: Patience | None = None, limit: int = 100
) -> ConsumeLoop:
    quick = Patience(budget=1.0, first_delay=0.001, longest_delay=0.002)
    return ConsumeLoop("dedup", {"raw-jobs": RAW_JOBS}, handle, publisher, Policy(patience or quick, limit))


def failing(times: int, error: Exception, then: Callable[[], Awaitable[str]]) -> Callable[[], Awaitable[str]]:
    """An action that raises so many times, and then does as it should."""
    left = [error] * times

    async def action() -> str:
        if left:
            raise left.pop()
        return await then()

    return action
