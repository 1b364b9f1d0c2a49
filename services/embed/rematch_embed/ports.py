"""What embed needs: vectors for texts, and a memory of them."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from rematch_common.contracts import Embedding

Lane = Literal["stream", "api"]
"""Who asks. The lanes take turns, so that neither waits for all that the other wants."""


class Vectors(Protocol):
    """The embeddings of each text, in the order of the texts: one a model, the primary model's first.

    Where a primary model is away, or doesn't take a text, its embedding is missing; there is always at least one. A
    question of the API has the same models for all its texts. The same text has the same embedding of a model.
    """

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> Sequence[Sequence[Embedding]]: ...

    async def forget(self, hashes: Sequence[str]) -> None:
        """The vectors of the texts with these hashes are nowhere remembered any more."""
        ...


class Owners(Protocol):
    """Whose text the remembered vectors are of: people's alone, as nobody has openings forgotten.

    A vector that is remembered longer than its owner is known could never be forgotten.
    """

    async def note(self, owned: Sequence[tuple[str, str]]) -> None:
        """People's keys, and the hashes of their texts. Before there are vectors of them."""
        ...

    async def known(self, people: Sequence[str]) -> list[str]:
        """Those of them who own something. Raises DependencyAway."""
        ...

    async def alone(self, person: str) -> list[str]:
        """The hashes of texts that are this person's and nobody else's. Raises DependencyAway."""
        ...

    async def forget(self, person: str) -> None:
        """The person owns nothing any more. Raises DependencyAway."""
        ...


class Cache(Protocol):
    """Vectors by space (model, version, dimension) and the hash of their text; texts are never kept.

    It may forget whenever it likes, and never fails: without it texts are embedded once more.
    """

    async def get(self, space: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """Those of them that are known, as little-endian 32-bit floats."""
        ...

    async def put(self, space: str, vectors: Mapping[str, bytes]) -> None: ...

    async def forget(self, hashes: Sequence[str]) -> None:
        """Of every space."""
        ...
