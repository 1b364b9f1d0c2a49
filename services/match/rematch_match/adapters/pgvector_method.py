"""What the two kinds of index of pgvector differ in; a file each: pgvector_hnsw, pgvector_ivfflat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """How such an index is made and asked."""

    name: str
    operators: str
    """The operator class, in the schema of the extension."""
    options: str
    settings: Callable[[int], Mapping[str, str]]
    """Of a transaction that asks for so many."""
    outgrown: float | None
    """Made anew when there are so many times the rows of then; None: it grows with them."""
