"""Who has signed in."""

from datetime import timedelta
from typing import Protocol

# How long one stays signed in.
LASTS = timedelta(hours=8)


class Sessions(Protocol):
    """Keys that were given at the sign-in, each behind a random id. Ids that are unknown or over have no key."""

    def open(self, key: str) -> str:
        """Keep the key; its new id."""
        ...

    def key_of(self, session: str) -> str | None: ...

    def close(self, session: str) -> None: ...
