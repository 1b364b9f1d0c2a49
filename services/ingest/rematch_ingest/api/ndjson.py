"""Postings as NDJSON: published in batches while the rest is still being read, in bounded memory.

The answer begins when the request has ended: a client that reads only then would otherwise wait for us, and we for it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from uuid import UUID

import orjson
from fastapi import HTTPException, Response

from rematch_common.errors import DependencyAway
from rematch_common.routes import TOO_LARGE
from rematch_ingest.api.bodies import Chunks
from rematch_ingest.api.common import told
from rematch_ingest.api.room import KEPT, Place
from rematch_ingest.domain.cutting import Item, LineCutter, Unreadable
from rematch_ingest.domain.reading import Refused
from rematch_ingest.handlers.answers import Answer
from rematch_ingest.handlers.postings import Batch

NDJSON = "application/x-ndjson"
TYPES = frozenset({NDJSON, "application/ndjson"})
AT_ONCE = 500
Take = Callable[[Batch], Awaitable[list[Answer]]]
ReceiptOf = Callable[[int], UUID | None]


class LinesIn:
    """One request. `receipt_of`: the receipt of its n-th batch, where the same request may come again."""

    def __init__(self, take: Take, tenant_id: str, receipt_of: ReceiptOf, most: int) -> None:
        self._take = take
        self._tenant_id = tenant_id
        self._receipt_of = receipt_of
        self._most = most
        # In one piece: orjson keeps 4 KiB for each text that it writes, however short it is.
        self._said = bytearray()
        self._lines = self._accepted = 0
        self._batches = 0

    async def __call__(self, chunks: Chunks, place: Place, *, as_lines: bool) -> Response:
        try:
            async for batch in _batches(chunks, self._most):
                before = len(self._said)
                await self._add(batch, b"\n" if as_lines else b",")
                place.take((len(self._said) - before) * KEPT)
        except Unreadable as error:
            raise HTTPException(TOO_LARGE, self._so_far(f"{error}; larger files go to /v1/imports")) from None
        except DependencyAway as away:
            raise HTTPException(503, self._so_far(f"{away.dependency} does not answer"), {"Retry-After": "2"}) from None
        except HTTPException as refused:
            raise HTTPException(refused.status_code, self._so_far(refused.detail), refused.headers) from None
        if not self._lines:
            raise HTTPException(422, "send at least one")
        return self._answer(as_lines)

    async def _add(self, items: Sequence[Item], between: bytes) -> None:
        found = [item.text if not item.fault else Refused(item.fault) for item in items]
        answers = await self._take(Batch(found, self._tenant_id, self._receipt_of(self._batches)))
        self._batches += 1
        self._accepted += sum(answer.accepted for answer in answers)
        for item, answer in zip(items, answers, strict=True):
            self._said += orjson.dumps({"line": item.number, **told(answer, "ingest_id")})
            self._said += between
        self._lines += len(items)

    def _so_far(self, why: str) -> str:
        if not self._lines:
            return why
        return (
            f"{why}; before that {self._accepted:,} of {self._lines:,} lines were accepted: send all of them "
            "again, with the same Idempotency-Key if there was one; none counts twice"
        )

    def _answer(self, as_lines: bool) -> Response:
        status = 202 if self._accepted else 422
        if as_lines:
            return Response(bytes(self._said), status, media_type=NDJSON)
        counts = b'{"accepted":%d,"rejected":%d,"results":[' % (self._accepted, self._lines - self._accepted)
        return Response(counts + self._said[:-1] + b"]}", status, media_type="application/json")


async def _batches(chunks: Chunks, most: int) -> AsyncIterator[Sequence[Item]]:
    cutter = LineCutter(most)
    held: list[Item] = []
    async for chunk in chunks:
        held += cutter.feed(chunk)
        while len(held) >= AT_ONCE:
            yield held[:AT_ONCE]
            del held[:AT_ONCE]
    held += cutter.end()
    if held:
        yield held
