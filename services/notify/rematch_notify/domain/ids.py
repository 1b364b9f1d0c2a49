"""Ids as keys of records tell them."""

from uuid import UUID


def opening_of(key: str) -> UUID | None:
    """The opening whose record this is; None for a key that is none of an opening."""
    try:
        return UUID(key)
    except ValueError:
        return None
