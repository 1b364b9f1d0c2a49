"""Vectors of one model of libs/encoder: off the event loop, and never the same text twice."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from rematch_common import metrics
from rematch_common.contracts import Embedding
from rematch_embed.adapters.turns import Turns
from rematch_embed.domain.texts import text_hash
from rematch_embed.ports import Cache, Lane
from rematch_encoder import Embedder

_UNIT_TOLERANCE = 0.01


class ModelVectors:
    """The embedding of each text, remembered in memory (`cached` of them) and in `cache`, by model and hash.

    The model is loaded by `start`, in the thread that will use it. What it raises, `of` raises. So many texts as
    `size` says go into one turn: a batch of records, and no more of a long question. A turn of more than `patience`
    seconds raises TookTooLong.
    """

    def __init__(
        self,
        load: Callable[[], Embedder],
        cached: int,
        cache: Cache | None = None,
        size: int = 32,
        patience: float | None = None,
    ) -> None:
        self._load = load
        self._cached = cached
        self._cache = cache
        self._memory: OrderedDict[str, Embedding] = OrderedDict()
        self._size = size
        self._turns = Turns("encoder", patience)
        self._embedder: Embedder | None = None

    async def start(self) -> None:
        self._embedder = await self._turns.run(self._load, "stream")

    async def stop(self) -> None:
        self._turns.stop()

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> list[Embedding]:
        hashes = [text_hash(text) for text in texts]
        wanted = dict(zip(hashes, texts, strict=True))
        found = {key: self._memory[key] for key in wanted if key in self._memory}
        kept = await self._kept([key for key in wanted if key not in found])
        known = found | kept
        made = await self._made({key: text for key, text in wanted.items() if key not in known}, lane)
        self._count(memory=len(texts) - len(kept) - len(made), disk=len(kept), model=len(made))
        found = known | made
        self._remember(hashes, found)
        return [found[key] for key in hashes]

    async def known(self, texts: Sequence[str]) -> list[Embedding | None]:
        """What is remembered of them; the model isn't asked."""
        hashes = [text_hash(text) for text in texts]
        found = {key: self._memory[key] for key in hashes if key in self._memory}
        kept = await self._kept([key for key in dict.fromkeys(hashes) if key not in found])
        self._count(memory=len(found), disk=len(kept))
        known = found | kept
        return [known.get(key) for key in hashes]

    async def forget(self, hashes: Sequence[str]) -> None:
        for key in hashes:
            self._memory.pop(key, None)
        if self._cache is not None:
            await self._cache.forget(hashes)

    @property
    def _model(self) -> Embedder:
        assert self._embedder is not None, "start() comes first"
        return self._embedder

    @property
    def _space(self) -> str:
        return f"{self._model.model} {self._model.model_version} {self._model.dim}"

    async def _kept(self, hashes: Sequence[str]) -> dict[str, Embedding]:
        if self._cache is None or not hashes:
            return {}
        kept = await self._cache.get(self._space, hashes)
        return {key: self._embedding(raw) for key, raw in kept.items() if _is_sound(raw, self._model.dim)}

    async def _made(self, texts: Mapping[str, str], lane: Lane) -> dict[str, Embedding]:
        made: dict[str, Embedding] = {}
        items = list(texts.items())
        for start in range(0, len(items), self._size):
            made |= await self._made_at_once(dict(items[start : start + self._size]), lane)
        return made

    async def _made_at_once(self, part: Mapping[str, str], lane: Lane) -> dict[str, Embedding]:
        """Remembered before the next part begins: whoever is cut off in between goes on from there."""
        rows = await self._turns.run(lambda: self._model.embed(list(part.values())), lane)
        raw = {key: row.tobytes() for key, row in zip(part, rows.astype("<f4"), strict=True)}
        made = {key: self._embedding(vector) for key, vector in raw.items()}
        self._remember(made, made)
        if self._cache is not None:
            await self._cache.put(self._space, raw)
        return made

    def _embedding(self, raw: bytes) -> Embedding:
        return Embedding.from_bytes(self._model.model, self._model.model_version, raw)

    def _remember(self, hashes: Iterable[str], found: Mapping[str, Embedding]) -> None:
        for key in hashes:
            self._memory[key] = found[key]
            self._memory.move_to_end(key)
        while len(self._memory) > self._cached:
            self._memory.popitem(last=False)

    def _count(self, **sources: int) -> None:
        for source, count in sources.items():
            metrics.EMBEDDED_TEXTS.labels(self._model.model, source).inc(count)


def _is_sound(raw: bytes, dim: int) -> bool:
    """A disk may give back something else than it was given; then the text is embedded once more."""
    if len(raw) != 4 * dim:
        return False
    return bool(abs(float(np.linalg.norm(np.frombuffer(raw, "<f4"))) - 1) < _UNIT_TOLERANCE)
