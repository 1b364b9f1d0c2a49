"""What reading a posting takes, loaded before the first one would have to wait for it."""

import asyncio

from rematch_common.contracts import RawJob
from rematch_dedup.domain.blocks import blocks_of
from rematch_dedup.domain.facts import understand

# A word of every kind that is looked up in a table.
_ANY = RawJob(
    source="dedup",
    external_id="start",
    title="Senior Nurse (m/f/d), Berlin",
    company="Example GmbH",
    location="Berlin, Germany",
    description="Our hospital needs you. You know Exel and first aid, from 50.000 EUR a year. 3 years of experience.",
)


class Tables:
    """The tables of skills, places and occupations, as a resource of the service."""

    async def start(self) -> None:
        await asyncio.to_thread(lambda: blocks_of(understand(_ANY)))

    async def stop(self) -> None:
        return None
