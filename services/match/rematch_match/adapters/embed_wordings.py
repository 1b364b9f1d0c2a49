"""embed's HTTP API, asked for the vectors of what somebody writes into a search."""

import httpx
import orjson

from rematch_common.clock import Monotonic
from rematch_common.contracts import Embedding
from rematch_common.logs import logger
from rematch_match.adapters.keys import Key
from rematch_match.domain.facts import Vector
from rematch_match.ports.wordings import Meaning

log = logger(__name__)
_PATIENCE = 2.0
# So long it is left alone once it did not answer: else every search would wait for it.
_PAUSE = 5.0
_LONGEST = 8_000
_OFF = Meaning(missing="embed is not configured: set REMATCH_EMBED_URL")
_AWAY = Meaning(missing="embed does not answer at the moment")


class EmbedWordings:
    """See rematch_match.ports.wordings.Wordings. Without a URL nobody is asked."""

    def __init__(self, url: str, key: Key, now: Monotonic, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._now = now
        self._rested_at = 0.0
        self._client = httpx.AsyncClient(timeout=_PATIENCE, transport=transport)

    async def start(self) -> None:
        return None

    async def stop(self) -> None:
        await self._client.aclose()

    async def meaning(self, text: str) -> Meaning:
        if not self._url or not text.strip():
            return _OFF if not self._url else Meaning(missing="there are no words to ask embed about")
        if self._now() < self._rested_at:
            return _AWAY
        try:
            said, headers = {"texts": [text[:_LONGEST]]}, {"Authorization": f"Bearer {self._key()}"}
            answer = await self._client.post(f"{self._url}/v1/embed", json=said, headers=headers)
            if answer.status_code == 200:
                return Meaning(_vector(answer.content))
            log.warning("embed refuses to embed a search", status=answer.status_code)
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            log.warning("embed does not answer a search", error=type(error).__name__)
        self._rested_at = self._now() + _PAUSE
        return _AWAY


def _vector(answer: bytes) -> Vector:
    """Raises ValueError, LookupError or TypeError for an answer that is none."""
    told = orjson.loads(answer)
    return Vector.of(Embedding.of(told["model"], told["version"], told["vectors"][0]))
