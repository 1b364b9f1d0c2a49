"""What makes a person's data unreadable to whoever has no key, and for ever once the person's own key is destroyed."""

from dataclasses import dataclass
from typing import Protocol

from rematch_common.errors import Unreadable

__all__ = ["PersonKey", "Sealing", "Unreadable"]


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's own key, wrapped by the deployment's key of that id: of no use without it."""

    key_id: str
    wrapped: bytes


class Sealing(Protocol):
    """`owner` is whose key it is, `part` which of their data: sealed data opens for these alone."""

    def new_key(self, owner: str) -> PersonKey:
        """A key that nobody had before, wrapped by the deployment's present one."""
        ...

    def renewed(self, key: PersonKey, owner: str) -> PersonKey:
        """The same key, wrapped by the deployment's present one. Raises Unreadable."""
        ...

    def seal(self, key: PersonKey, owner: str, part: str, data: bytes) -> bytes:
        """Raises Unreadable when the person's key can't be unwrapped."""
        ...

    def open(self, key: PersonKey, owner: str, part: str, sealed: bytes) -> bytes:
        """Raises Unreadable."""
        ...
