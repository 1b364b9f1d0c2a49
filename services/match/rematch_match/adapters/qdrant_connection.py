"""How a Qdrant server is reached: its key and who signed its certificate."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
from qdrant_client import AsyncQdrantClient

from rematch_common.logs import logger
from rematch_common.secret import Secret, text_of
from rematch_common.secured import RenewedContext

log = logger(__name__)
_TIMEOUT = 10


class ApiKey(httpx.Auth):
    """Qdrant's key, read for each request."""

    def __init__(self, key: Secret) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["api-key"] = text_of(self._key)
        yield request


def connect(url: str, api_key: Secret = "", ca: Path | None = None) -> AsyncQdrantClient:
    """Asks nothing yet. `ca`: who signed the server's certificate; without, whom this system trusts."""
    encrypted = url.startswith("https://")
    if api_key and not encrypted:
        log.warning("Qdrant's key goes there in the clear: let REMATCH_QDRANT_URL begin with https://")
    how: dict[str, Any] = {"auth": ApiKey(api_key)} if api_key else {}
    if encrypted:
        how["verify"] = RenewedContext(ca)
    return AsyncQdrantClient(url, timeout=_TIMEOUT, check_compatibility=False, **how)
