"""Imports: the pieces of files, how far they are, and how they went."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from rematch_ingest.domain.cutting import Item
from rematch_ingest.domain.fates import Decision
from rematch_ingest.domain.imports import Import, Upload
from rematch_ingest.domain.pieces import Piece

Ref = tuple[str, UUID]
"""Whose, and which."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What came of a piece: how many of its items were published, and why the others were not."""

    published: int
    refused: Sequence[Decision]


@dataclass(frozen=True, slots=True)
class Taken:
    """An upload that is whole."""

    sha256: bytes
    bytes: int
    items: int
    pieces: int
    last: int


class BeingUploaded(Exception):
    """The same import is being uploaded by somebody else."""


PublishItems = Callable[[Import, Sequence[Item]], Awaitable[Worked]]


class Imports(Protocol):
    async def begin(self, upload: Upload, now: datetime) -> Literal["begun", "known", "busy"]:
        """`known`: this import was uploaded before; `busy`: it is being uploaded by somebody else. One whose upload
        broke off, or failed, is begun anew."""
        ...

    async def add(self, ref: Ref, piece: Piece, now: datetime) -> None:
        """Raises BeingUploaded when somebody else has begun it anew."""
        ...

    async def take(self, ref: Ref, taken: Taken, now: datetime) -> None:
        """The upload is whole: from now on it is worked off."""
        ...

    async def fail(self, ref: Ref, problem: str, now: datetime) -> None:
        """Nothing of it is worked off."""
        ...

    async def waiting(self) -> list[Ref]:
        """Imports of which pieces wait, oldest first."""
        ...

    async def work_off(self, ref: Ref, publish: PublishItems, now: datetime) -> bool:
        """Its next piece that nobody else has in hand; whether there was one. The piece is gone, and counted, once
        `publish` has returned: a death in between publishes it again under the same ids."""
        ...

    async def get(self, ref: Ref) -> Import | None: ...

    async def page(self, tenant_id: str, limit: int, after: tuple[datetime, UUID] | None) -> list[Import]:
        """The tenant's, newest first, behind that place."""
        ...

    async def failures(self, ref: Ref, limit: int, after: int) -> list[Decision]:
        """In the order of their lines, behind that line."""
        ...

    async def stats(self, tenant_id: str) -> dict[str, Any]:
        """All of the tenant's imports, added up."""
        ...

    async def prune(self, before: datetime, broken_off: datetime) -> None:
        """Forget imports that began before then; uploads that nobody has gone on with since `broken_off` have
        failed."""
        ...
