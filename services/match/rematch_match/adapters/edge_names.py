"""The refs of the engine's points, remembered: to read them with every hit costs more than to find the hits."""

from collections.abc import Sequence
from uuid import UUID

import qdrant_edge as qdrant

_MOST = 1_000_000


class EdgeNames:
    """An id is made of its ref and of no other, so what was read once stays true."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, shard: qdrant.EdgeShard, ids: Sequence[int]) -> list[str]:
        """In the order of the ids, which must be there."""
        known = self._known
        if missing := [one for one in ids if one not in known]:
            if len(known) > _MOST:
                known.clear()
                missing = list(ids)
            records = shard.retrieve([UUID(int=one) for one in missing], ["ref"], False)
            known |= {UUID(str(record.id)).int: str((record.payload or {})["ref"]) for record in records}
        return [known[one] for one in ids]
