"""Vectors from libs/encoder: off the event loop, and never the same text twice."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from rematch_common import metrics
from rematch_common.contracts import Embedding
from rematch_encoder import Embedder


class EncoderVectors:
    """See rematch_embed.ports.Vectors. The model is loaded by `start`, in the thread that will use it."""

    def __init__(self, load: Callable[[], Embedder], cached: int) -> None:
        self._load = load
        self._cached = cached
        self._cache: OrderedDict[str, Embedding] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
        self._embedder: Embedder | None = None

    async def start(self) -> None:
        self._embedder = await asyncio.get_running_loop().run_in_executor(self._thread, self._load)

    async def stop(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def of(self, texts: Sequence[str]) -> Sequence[Embedding]:
        found = {text: self._cache[text] for text in texts if text in self._cache}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        metrics.EMBEDDED_TEXTS.labels("cache").inc(len(texts) - len(missing))
        metrics.EMBEDDED_TEXTS.labels("model").inc(len(missing))
        if missing:
            found |= await asyncio.get_running_loop().run_in_executor(self._thread, self._embed, missing)
        for text in texts:
            self._remember(text, found[text])
        return [found[text] for text in texts]

    def _embed(self, texts: Sequence[str]) -> dict[str, Embedding]:
        model = self._embedder
        assert model is not None, "start() comes first"
        rows = model.embed(texts).astype("<f4")
        return {
            text: Embedding.from_bytes(model.model, model.model_version, row.tobytes())
            for text, row in zip(texts, rows, strict=True)
        }

    def _remember(self, text: str, embedding: Embedding) -> None:
        self._cache[text] = embedding
        self._cache.move_to_end(text)
        while len(self._cache) > self._cached:
            self._cache.popitem(last=False)
