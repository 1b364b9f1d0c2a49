"""Who has signed in."""

from typing import Protocol


class Sessions(Protocol):
    """Keys that were given at the sign-in, each behind a random id. Ids that are unknown or over have no key."""

    def open(self, key: str) -> str:
        """Keep the key; its new id."""
        ...

    def key_of(self, session: str) -> str | None: ...

    def close(self, session: str) -> None: ...
