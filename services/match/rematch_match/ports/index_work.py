"""What an operator has asked for of the indexes: compare them with the tables, or build them anew from these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from rematch_match.ports.vector_index import Mark, Side

Kind = Literal["check", "rebuild"]


@dataclass(frozen=True, slots=True)
class IndexWork:
    """How far it is: `behind` is the last key that was looked at in this `stage`; what is `wrong` was, before it was
    mended where that was asked for."""

    id: int
    kind: Kind
    stage: int = 0
    behind: str | None = None
    looked: int = 0
    wrong: int = 0
    skills_wrong: int = 0


class IndexWorks(Protocol):
    """All methods raise DependencyAway."""

    async def first(self) -> IndexWork | None:
        """What was asked for first of what is not done."""
        ...

    async def page(self, side: Side, source: int, behind: str | None, size: int) -> list[Mark]:
        """What belongs in the vector index, in the order of the keys: the rows themselves, or what models bring beside
        (source 1)."""
        ...

    async def compare_skills(self, refs: Sequence[str], *, mend: bool) -> int:
        """Of how many of these people, and skills they have, the index of skills doesn't know; `mend`: it does then."""
        ...

    async def strangers(self, *, mend: bool) -> int:
        """Entries of the index of skills that stand for nobody; `mend`: they are taken out."""
        ...

    async def note(self, work: IndexWork, done_at: datetime | None = None) -> None: ...
