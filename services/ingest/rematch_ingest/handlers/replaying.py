"""Play the ledger of erasures again, after a store came back from a backup."""

from collections.abc import Iterable

from rematch_common.clock import Now
from rematch_common.erasing import Erasure
from rematch_ingest.ports.erasures import Erasures


async def replay(erasures: Erasures, asked: Iterable[Erasure], now: Now) -> dict[str, int]:
    """The last erasure of each person, which covers those before it. Gives how many were played, and how many people
    have come anew since and were left as they are."""
    last: dict[tuple[str, str], Erasure] = {}
    for erasure in asked:
        if erasure.version >= last.get(erasure.person, erasure).version:
            last[erasure.person] = erasure
    anew = 0
    for _, erasure in sorted(last.items()):
        anew += not await erasures.again(erasure, now())
    return {"replayed": len(last), "came_anew": anew}
