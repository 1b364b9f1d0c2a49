"""Sessions in this process's memory: a key that was given is never written anywhere."""

import secrets
from datetime import datetime

from rematch_common.clock import Now
from rematch_console.ports.sessions import LASTS

# Whoever signs in more often than this ends the oldest.
MOST = 1_000


class MemorySessions:
    def __init__(self, now: Now) -> None:
        self._now = now
        self._kept: dict[str, tuple[datetime, str]] = {}

    def open(self, key: str) -> str:
        session = secrets.token_urlsafe(32)
        self._kept[session] = self._now() + LASTS, key
        while len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]
        return session

    def key_of(self, session: str) -> str | None:
        until, key = self._kept.get(session, (self._now(), ""))
        if until > self._now():
            return key
        self._kept.pop(session, None)
        return None

    def close(self, session: str) -> None:
        self._kept.pop(session, None)
