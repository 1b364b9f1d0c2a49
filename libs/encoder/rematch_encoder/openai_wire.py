"""OpenAI's embeddings over HTTP, as its own API and many others speak it: what is asked, and what an answer says."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import numpy as np
from numpy.typing import NDArray

from rematch_encoder.remote_errors import RemoteAway, RemoteRefused, TextsRefused

_LATER = {408, 409, 425, 429}
_TEXTS = {400, 413, 422}
_REASONS = {401: "the API key is wrong", 403: "the API key may not use it", 404: "the address or the model is unknown"}


@dataclass(frozen=True)
class RemoteModel:
    """Which model, where, and how it may be asked. `base_url` ends before /embeddings.

    `dim` is what the vectors must have; with `shortened` the remote is asked for so many (text-embedding-3 and Gemini
    can).
    """

    base_url: str
    model: str
    dim: int
    api_key: str | Callable[[], str] = field(repr=False)
    shortened: bool = False
    requests_per_minute: float = 500
    batch: int = 100
    timeout: float = 5.0
    tries: int = 3

    @property
    def version(self) -> str:
        """Whose vectors they are: servers call different models by one name, and shorten them differently."""
        server = hashlib.sha256(self.base_url.rstrip("/").encode()).hexdigest()[:8]
        return f"remote-{server}-d{self.dim}" if self.shortened else f"remote-{server}"

    def question(self, texts: Sequence[str]) -> dict[str, object]:
        """The body of a request."""
        asked: dict[str, object] = {"model": self.model, "input": list(texts), "encoding_format": "float"}
        return asked | {"dimensions": self.dim} if self.shortened else asked

    def check_status(self, status: int, headers: Mapping[str, str]) -> None:
        """Raises what the status means, unless it is fine. The body isn't told: it may quote the texts, or the key."""
        if status == 200:
            return
        if status in _LATER or status >= 500:
            raise RemoteAway(f"{self.base_url} answers {status}", _retry_after(headers.get("retry-after")))
        if status in _TEXTS:
            raise TextsRefused(f"{self.base_url} doesn't take the texts ({status})")
        reason = _REASONS.get(status, "that is no API of embeddings")
        raise RemoteRefused(f"{self.base_url} answers {status} for the model {self.model}: {reason}.")

    def vectors(self, body: bytes, count: int) -> NDArray[np.float32]:
        """Unit rows in the order of the texts, wherever the answer lists them."""
        try:
            entries = json.loads(body)["data"]
            rows = {
                entry.get("index", position): np.asarray(entry["embedding"], dtype=np.float32)
                for position, entry in enumerate(entries)
            }
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise RemoteAway(f"{self.base_url} answers without vectors: {type(error).__name__}") from error
        if len(entries) != count or set(rows) != set(range(count)):
            raise RemoteAway(f"{self.base_url} answers with {len(entries)} vectors for {count} texts, or in no order")
        wrong = next((row.shape for row in rows.values() if row.shape != (self.dim,)), None)
        if wrong is not None:
            dims = " x ".join(map(str, wrong))
            raise RemoteRefused(f"The vectors of {self.model} have {dims} dimensions; {self.dim} are expected.")
        return self._unit(np.stack([rows[place] for place in range(count)]))

    def _unit(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and lengths.all()):
            raise RemoteAway(f"{self.base_url} answers with vectors that have no direction")
        return np.asarray(vectors / lengths, dtype=np.float32)


def _retry_after(value: str | None) -> float | None:
    """Seconds, told as such or as a date."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
