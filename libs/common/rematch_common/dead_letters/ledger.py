"""Whom the topic of erasures names, for whoever looks at dead letters once."""

from rematch_common.broker import Broker
from rematch_common.contracts import ERASURE_RECEIPTS
from rematch_common.erased import Erased


async def erased(broker: Broker) -> Erased:
    """The ledger of erasures, as far back as its topic goes: much further than dead letters do."""
    known = Erased(complete=True)
    if ERASURE_RECEIPTS.name in broker.topics:
        async for record in broker.read(await broker.spans([ERASURE_RECEIPTS.name])):
            known.see([record])
    return known
