"""Whose key it is."""

from typing import Protocol

from rematch_common.keys import Principal


class Principals(Protocol):
    """The access keys in force."""

    def of(self, key: str) -> Principal | None:
        """Who this key belongs to; None for one that is none, or has ended, or while the keys are still being read."""
        ...

    @property
    def complete(self) -> bool:
        """Whether every key that there is has been read: until then nobody is told no."""
        ...
