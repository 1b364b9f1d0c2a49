"""text-embedding-3-small, or any model behind an API like OpenAI's. Needs the extra `openai`."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx
import numpy as np
from numpy.typing import NDArray

from rematch_encoder.circuit_breaker import CircuitBreaker
from rematch_encoder.model_cache import ModelUnusable
from rematch_encoder.openai_wire import RemoteModel
from rematch_encoder.remote_errors import RemoteAway, RemoteRefused, TextsRefused
from rematch_encoder.token_bucket import TokenBucket
from rematch_encoder.tokens import readable

# Of a text; even where each is a token, the models read so many.
_CHARACTERS = 8_000
# The API refuses a text of nothing.
_NOTHING = "."
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
# Who waits here holds up a batch: a remote that asks for more is away, and is left alone for as long as it asks.
_LONGEST_RETRY_AFTER = 5.0


@dataclass(frozen=True)
class Pace:
    """Time and chance, as arguments."""

    clock: Callable[[], float] = time.monotonic
    wait: Callable[[float], object] = time.sleep
    chance: Callable[[], float] = random.random


class OpenAIEmbedder:
    """Embeds by asking `remote`; see the port Embedder. Nothing is sent before the first call.

    `embed` raises RemoteAway when it doesn't answer after all tries or the circuit is open, RemoteRefused when the key,
    the address, the model or the dimension is wrong, TextsRefused when it doesn't take the texts. A key that no header
    can carry raises ModelUnusable when the embedder is made.
    """

    def __init__(self, remote: RemoteModel, breaker: CircuitBreaker | None = None, pace: Pace | None = None) -> None:
        if isinstance(remote.api_key, str) and not _fits_header(remote.api_key):
            raise ModelUnusable("The API key must be of printable ASCII characters: copy it anew.")
        self.model = remote.model
        self.model_version = remote.version
        self.dim = remote.dim
        self._remote = remote
        self._pace = pace or Pace()
        self._breaker = breaker or CircuitBreaker(f"{remote.model} at {remote.base_url}", self._pace.clock)
        burst = max(1, int(remote.requests_per_minute / 60))
        self._bucket = TokenBucket(remote.requests_per_minute, self._pace.clock, burst)
        self._client = httpx.Client(timeout=remote.timeout)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, in the order given."""
        asked = [readable(text, _CHARACTERS).strip() or _NOTHING for text in texts]
        size = self._remote.batch
        parts = [self._guarded(asked[start : start + size]) for start in range(0, len(asked), size)]
        return np.concatenate(parts) if parts else np.empty((0, self.dim), dtype=np.float32)

    def alive(self) -> bool:
        """Ask for one vector, once, unless it is to be left alone for longer; an answer closes the circuit."""
        if self._breaker.remaining():
            return False
        try:
            self._settled(lambda: self._once([_NOTHING]))
        except (RemoteAway, RemoteRefused, TextsRefused):
            return False
        return True

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _guarded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not self._breaker.allows():
            left = self._breaker.remaining()
            raise RemoteAway(f"{self._remote.base_url} is left alone for {left:.0f} s: it failed too often", left)
        return self._settled(lambda: self._tried(texts))

    def _settled(self, ask: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
        """What `ask` gives, with the circuit told how it went."""
        try:
            vectors = ask()
        except TextsRefused:  # that is an answer
            self._breaker.succeeded()
            raise
        except RemoteAway as error:
            asked = error.retry_after or 0.0
            self._breaker.failed(asked if asked > _LONGEST_RETRY_AFTER else 0.0)
            raise
        except RemoteRefused:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return vectors

    def _tried(self, texts: Sequence[str]) -> NDArray[np.float32]:
        for attempt in range(1, self._remote.tries):
            try:
                return self._once(texts)
            except RemoteAway as error:
                asked = error.retry_after or 0.0
                if asked > _LONGEST_RETRY_AFTER:
                    raise
                # Full jitter: those who failed together don't come back together.
                pause = self._pace.chance() * min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)
                self._pace.wait(asked + pause)
        return self._once(texts)

    def _once(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._pace.wait(self._bucket.take())
        status, headers, body = self._post(self._remote.question(texts))
        self._remote.check_status(status, headers)
        return self._remote.vectors(body, len(texts))

    def _key(self) -> dict[str, str]:
        """A key that lies in a file is read for each request. Raises RemoteAway and RemoteRefused."""
        known = self._remote.api_key
        try:
            key = known() if callable(known) else known
        except OSError as error:
            raise RemoteAway(f"The API key can't be read: {type(error).__name__}") from error
        if not _fits_header(key):
            raise RemoteRefused("The API key must be of printable ASCII characters: copy it anew.")
        return {"Authorization": f"Bearer {key}"} if key else {}

    def _post(self, question: dict[str, object]) -> tuple[int, httpx.Headers, bytes]:
        """The answer in `timeout` seconds, all of it: httpx itself counts them anew for every piece."""
        url = self._remote.base_url.rstrip("/") + "/embeddings"
        end = self._pace.clock() + self._remote.timeout
        body = bytearray()
        try:
            with self._client.stream("POST", url, json=question, headers=self._key()) as response:
                for piece in response.iter_bytes():
                    body += piece
                    if self._pace.clock() > end:
                        raise httpx.ReadTimeout("all of the answer takes too long")
                return response.status_code, response.headers, bytes(body)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise RemoteRefused(f"{self._remote.base_url} is no address of an API: {error}.") from error
        except httpx.LocalProtocolError as error:  # its text quotes the header that it doesn't like, with the key
            raise RemoteRefused(
                f"{self._remote.base_url} can't be asked: a header, so the API key, is wrong."
            ) from error
        except httpx.HTTPError as error:
            raise RemoteAway(f"{self._remote.base_url} doesn't answer: {type(error).__name__}") from error


def _fits_header(key: str) -> bool:
    return key.isascii() and key.isprintable()
