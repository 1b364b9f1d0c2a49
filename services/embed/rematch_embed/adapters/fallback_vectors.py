"""A remote model's vectors and the local one's; while the remote is away, the local ones alone."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Literal

from rematch_common import metrics
from rematch_common.contracts import Embedding
from rematch_common.errors import DependencyAway
from rematch_common.logs import bug, logger
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.adapters.turns import TookTooLong
from rematch_embed.ports import Lane
from rematch_encoder.remote_errors import RemoteAway, RemoteRefused, TextsRefused

log = logger(__name__)
# The consume loop gives up a batch after 20 s, and then the process leaves.
_LONGEST = 19.5
Say = Callable[..., object]


class FallbackVectors:
    """See rematch_embed.ports.Vectors. Both vectors travel, so nothing is lost when one of them is missing.

    A remote that fails records, or takes too long for a part of them, isn't asked again until `alive` says that it
    answers: `look` asks that, now and then. What it said before still travels. Who waited `longest` because others
    were first goes without its vectors, and so does a question of the API: neither switches anything.
    """

    def __init__(
        self, local: ModelVectors, remote: ModelVectors, alive: Callable[[], bool], longest: float = _LONGEST
    ) -> None:
        self._local = local
        self._remote = remote
        self._alive = alive
        self._longest = longest
        self._away = False

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> Sequence[Sequence[Embedding]]:
        local, remote = await asyncio.gather(self._local.of(texts, lane), self._of_remote(texts, lane))
        if lane == "api" and None in remote:  # a question is answered with vectors that compare
            return [(near,) for near in local]
        return [(near,) if far is None else (far, near) for far, near in zip(remote, local, strict=True)]

    async def forget(self, hashes: Sequence[str]) -> None:
        await self._local.forget(hashes)
        await self._remote.forget(hashes)

    async def look(self) -> None:
        """Ask a remote that was away whether it is back."""
        if not self._away:
            return
        try:
            back = await asyncio.to_thread(self._alive)
        except Exception as error:  # a bug of the remote's adapter: no reason to end the process
            log.error("the remote model can't be asked whether it is back", **bug(error))
            return
        if back:
            self._away = False
            self._tell("remote", "it answers again", log.warning)

    async def _of_remote(self, texts: Sequence[str], lane: Lane) -> Sequence[Embedding | None]:
        if self._away:
            return await self._remote.known(texts)
        try:
            async with asyncio.timeout(self._longest):
                return await self._taken(texts, lane)
        except TimeoutError:
            log.warning("texts go without the remote model: others had the turn", lane=lane)
        except (RemoteAway, TookTooLong) as error:
            self._leave(str(error), lane, log.warning)
        except RemoteRefused as refusal:
            self._leave(str(refusal), lane, log.error)
        except DependencyAway:  # embed itself is being stopped
            raise
        except Exception as error:  # a bug: no reason for records to wait
            log.error("the remote model failed", **bug(error))
            self._leave(type(error).__name__, lane, log.error)
        return await self._remote.known(texts)

    async def _taken(self, texts: Sequence[str], lane: Lane) -> Sequence[Embedding | None]:
        try:
            return await self._remote.of(texts, lane)
        except TextsRefused as refusal:
            if not await asyncio.to_thread(self._alive):
                raise RemoteRefused(f"{refusal}, and gives no vector of a plain word either") from None
        return await self._halved(texts, lane)

    async def _halved(self, texts: Sequence[str], lane: Lane) -> list[Embedding | None]:
        """Down to the texts that it doesn't take, which alone go without."""
        if len(texts) == 1:
            log.warning("a text goes without the remote model, which doesn't take it", lane=lane)
            return [None]
        found: list[Embedding | None] = []
        for half in (texts[: len(texts) // 2], texts[len(texts) // 2 :]):
            try:
                found += await self._remote.of(half, lane)
            except TextsRefused:
                found += await self._halved(half, lane)
        return found

    def _leave(self, reason: str, lane: Lane, say: Say) -> None:
        if lane == "api":  # its texts are whatever somebody sends
            say("a question goes without the remote model", reason=reason)
        elif not self._away:  # else another batch has said so
            self._away = True
            self._tell("local", reason, say)

    def _tell(self, to: Literal["local", "remote"], reason: str, say: Say) -> None:
        metrics.REMOTE_SWITCHES.labels(to).inc()
        metrics.REMOTE_AWAY.set(self._away)
        say("vectors come from another model now", to=to, reason=reason)
