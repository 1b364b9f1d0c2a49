"""What notify holds as it tells the people of bench.notify, of whose endpoints some fail and one hangs."""

from bench.notify import running
from bench.notify_rounds import all_told
from bench.notify_town import PEOPLE, Town, town
from bench.soak_memory import Sample, watched


async def telling(records: int) -> list[Sample]:
    async with running() as system, town(system) as here:
        spec = system.spec("notify")
        async with watched(system.supervisor, {("notify", 1): spec}) as watch:
            for first in range(0, records, PEOPLE):
                await _one_each(here, first)
    return watch.samples[spec.name]


async def _one_each(here: Town, first: int) -> None:
    """A match to each person. The next come when all are told who can be, so that what was read was told, too."""
    here.published.clear()
    here.endpoints.arrived.clear()
    for person in range(PEOPLE):
        await here.publish(first + person, person)
    await all_told(here, {})
