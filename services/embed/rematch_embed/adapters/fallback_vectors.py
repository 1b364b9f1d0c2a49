"""A remote model's vectors and the local one's; while the remote is away, the local ones alone."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Literal

from rematch_common import metrics
from rematch_common.contracts import Embedding
from rematch_common.logs import bug, logger
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.adapters.turns import TookTooLong
from rematch_embed.ports import Lane
from rematch_encoder.remote_errors import RemoteAway, TextsRefused

log = logger(__name__)
# The consume loop gives up a batch after 20 s, and then the process leaves.
_LONGEST = 19.5


class FallbackVectors:
    """See rematch_embed.ports.Vectors. Both vectors travel, so nothing is lost when one of them is missing.

    A remote that fails records, or takes too long for a part of them, isn't asked again until `alive` says that it
    answers: `look` asks that, now and then. Who waited `longest` because others were first goes without its vectors,
    and so does a question of the API: neither switches anything.
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
        if remote is None:
            return [(embedding,) for embedding in local]
        return list(zip(remote, local, strict=True))

    async def forget(self, hashes: Sequence[str]) -> None:
        await self._local.forget(hashes)
        await self._remote.forget(hashes)

    async def look(self) -> None:
        """Ask a remote that was away whether it is back."""
        if self._away and await asyncio.to_thread(self._alive):
            self._away = False
            self._tell("remote", "it answers again")

    async def _of_remote(self, texts: Sequence[str], lane: Lane) -> list[Embedding] | None:
        if self._away:
            return None
        try:
            async with asyncio.timeout(self._longest):
                return await self._remote.of(texts, lane)
        except TimeoutError:
            log.warning("texts go without the remote model: others had the turn", lane=lane)
        except (RemoteAway, TookTooLong) as error:
            self._leave(str(error), lane)
        except TextsRefused as refusal:  # these texts only
            log.warning("the remote model takes a batch's texts not", reason=str(refusal))
        except Exception as error:  # wrong as it is set up, or a bug: no reason for records to wait
            log.error("the remote model failed", **bug(error))
            self._leave(type(error).__name__, lane)
        return None

    def _leave(self, reason: str, lane: Lane) -> None:
        if lane == "api":  # its texts are whatever somebody sends
            log.warning("a question goes without the remote model", reason=reason)
        elif not self._away:  # else another batch has said so
            self._away = True
            self._tell("local", reason)

    def _tell(self, to: Literal["local", "remote"], reason: str) -> None:
        metrics.REMOTE_SWITCHES.labels(to).inc()
        metrics.REMOTE_AWAY.set(self._away)
        log.warning("vectors come from another model now", to=to, reason=reason)
