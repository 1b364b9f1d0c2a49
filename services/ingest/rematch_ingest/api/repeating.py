"""Idempotency-Key: the same request gets the same answer, for 24 hours."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Header, HTTPException, Request, Response

from rematch_common.clock import Now
from rematch_common.errors import InvalidRecord
from rematch_ingest.api.bodies import Chunks
from rematch_ingest.ports.replies import Busy, Replies, Reply

Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="send it again with the same body: the same answer"),
]
Work = Callable[[Chunks], Awaitable[Response]]
# What was decided on what was sent; any other answer may be another the next time.
_KEPT = frozenset({200, 202, 422})


def checked(key: str | None) -> str | None:
    """Raises InvalidRecord for a key that is none."""
    if key is not None and not (key.strip() and key.isascii() and key.isprintable()):
        raise InvalidRecord("bad_key", "Idempotency-Key: use 1 to 200 printable letters", field="Idempotency-Key")
    return key


class Repeatable:
    """Answers once, and says the same again."""

    def __init__(self, replies: Replies, now: Now) -> None:
        self._replies = replies
        self._now = now

    async def __call__(self, who: tuple[str, str | None], chunks: Chunks, work: Work) -> Response:
        """`who`: the tenant, and the key if there is one. Raises HTTPException 409 while it is being worked on."""
        tenant_id, key = who
        if key is None:
            return await work(chunks)
        try:
            said = await self._replies.claim(tenant_id, key, self._now())
        except Busy:
            told = "another request with this Idempotency-Key is being worked on: ask again when it has ended"
            raise HTTPException(409, told, {"Retry-After": "1"}) from None
        digest = hashlib.sha256()
        if said is not None:
            return await _again(said, _hashed(chunks, digest), digest)
        try:
            response = await work(_hashed(chunks, digest))
        except BaseException:
            await self._replies.release(tenant_id, key)
            raise
        await self._keep(tenant_id, key, digest.digest(), response)
        return response

    async def _keep(self, tenant_id: str, key: str, sha256: bytes, response: Response) -> None:
        if response.status_code in _KEPT:
            reply = Reply(sha256, response.status_code, response.media_type or "", bytes(response.body))
            await self._replies.keep(tenant_id, key, reply)
        else:
            await self._replies.release(tenant_id, key)


async def _hashed(chunks: Chunks, digest: "hashlib._Hash") -> Chunks:
    async for chunk in chunks:
        digest.update(chunk)
        yield chunk


async def _again(said: Reply, chunks: Chunks, digest: "hashlib._Hash") -> Response:
    async for _ in chunks:
        pass
    if digest.digest() != said.sha256:
        told = "Idempotency-Key: it was used for another body; take a new key for each request"
        raise InvalidRecord("key_reused", told, field="Idempotency-Key")
    return Response(said.body, said.status, {"Idempotent-Replayed": "true"}, said.media_type or None)


def kind_of(request: Request) -> str:
    """The media type of the body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
