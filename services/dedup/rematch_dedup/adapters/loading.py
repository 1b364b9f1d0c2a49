"""Reads what a decision will need: a handful of queries for a batch, however many records it has."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from rematch_common.contracts import MAX_ADS
from rematch_common.database import Connection
from rematch_dedup.adapters.rows import AD, ad_of, key_of, opening_of
from rematch_dedup.domain.blocks import company_block, text_block
from rematch_dedup.domain.decision import opening_id
from rematch_dedup.domain.known import MOST_A_BLOCK, Known
from rematch_dedup.domain.openings import MOST_WEIGHED
from rematch_dedup.domain.reading import UNREAD, searching, wanted
from rematch_dedup.domain.types import Ad, AdKey, Filing, Opening, Sighting

_IN_BLOCKS = f"""
SELECT k.key, near.ad FROM unnest($1::bigint[]) AS k(key)
CROSS JOIN LATERAL (SELECT ad FROM blocks WHERE blocks.key = k.key ORDER BY ad DESC LIMIT {MOST_A_BLOCK}) AS near
"""
_ADS = f"SELECT {AD}, a.told FROM ads a WHERE a.id = ANY ($1)"
_ADS_IN_FULL = f"SELECT {AD}, a.told, f.fields FROM ads a JOIN ad_fields f ON f.ad = a.id WHERE a.id = ANY ($1)"
_OWN = f"""
SELECT {AD}, a.told FROM ads a JOIN unnest($1::text[], $2::text[]) AS k(source, external_id)
  ON a.source = k.source AND a.external_id = k.external_id
"""
# Of an opening with hundreds of ads those that give it its facts, those that are told of, those that were found
# already, and of the others, which nothing happens to now, one in every state: no more can matter to it.
_MEMBERS = f"""
SELECT {AD}, a.told, f.fields FROM (
  SELECT *, row_number() OVER (PARTITION BY job_id ORDER BY rank, first_seen, source, external_id) AS place,
    row_number() OVER (PARTITION BY job_id ORDER BY last_seen DESC) AS newness,
    row_number() OVER (PARTITION BY job_id, gone, id = ANY ($2) ORDER BY id) AS in_state
  FROM ads WHERE job_id = ANY ($1)
) AS a JOIN ad_fields f ON f.ad = a.id
WHERE place <= {MOST_WEIGHED} OR newness <= {MAX_ADS} OR in_state = 1 OR a.id = ANY ($2)
"""

_VERDICTS = "SELECT one, other, verdict FROM verdicts WHERE one = ANY ($1) AND other = ANY ($1)"


@dataclass(slots=True)
class Stored:
    """What a session has read, as it is stored: to tell afterwards what has become different."""

    ids: dict[AdKey, int] = field(default_factory=dict)
    ads: dict[AdKey, Ad] = field(default_factory=dict)
    told: dict[AdKey, int] = field(default_factory=dict)
    openings: dict[UUID, Opening] = field(default_factory=dict)


class Loading:
    """One filling of Known."""

    def __init__(self, connection: Connection, stored: Stored) -> None:
        self._connection = connection
        self._stored = stored
        self._known = Known()

    async def about(self, sightings: Sequence[Sighting]) -> Known:
        await self._own([sighting.ad for sighting in sightings])
        search = searching(sightings, self._known)
        blocks = await self._in_blocks({key for s in search for key in (*s.blocks.searched, *s.blocks.bands)})
        await self._ads({ad for s in search for ad in s.blocks.shared(lambda key: blocks.get(key, ()))})
        self._file(blocks)
        await self._verdicts(list(self._stored.ids.values()))
        want = wanted(sightings, self._known)
        await self._openings(want.openings)
        await self._companies(want.companies)
        await self._former_texts(sightings)
        return self._known

    async def around(self, ads: Sequence[AdKey]) -> Known:
        await self._own(ads)
        await self._openings({ad.job_id for ad in self._known.ads.values()})
        return self._known

    async def whole(self, ads: Sequence[AdKey]) -> Known:
        """However many ads their openings have, and the openings that these ads began before they were merged."""
        await self._own(ads)
        await self.of([ad.job_id for ad in self._known.ads.values()])
        await self._openings_alone([opening_id(key) for key in self._known.ads])
        return self._known

    async def of(self, job_ids: Collection[UUID]) -> Known:
        """These openings with all their ads."""
        for row in await self._connection.fetch(f"SELECT {AD}, a.told FROM ads a WHERE job_id = ANY ($1)", job_ids):
            self._put(row, None)
        await self._openings(job_ids)
        return self._known

    async def _in_blocks(self, keys: Iterable[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for key, ad in await self._of(_IN_BLOCKS, list(keys)):
            found[key].append(ad)
        return found

    async def _own(self, keys: Collection[AdKey]) -> None:
        distinct = dict.fromkeys(keys)
        sources, external_ids = [key[0] for key in distinct], [key[1] for key in distinct]
        for row in await self._connection.fetch(_OWN, sources, external_ids):
            self._put(row, None)

    async def _ads(self, ids: Collection[int]) -> None:
        there = frozenset(self._stored.ids.values())
        for row in await self._of(_ADS, [number for number in ids if number not in there]):
            self._put(row, None)

    async def _openings(self, job_ids: Iterable[UUID]) -> None:
        """These, their ads in full, and what was said of pairs of them."""
        wanted_ids = list(job_ids)
        if not wanted_ids:
            return
        found = [self._stored.ids[ad.key] for job_id in wanted_ids for ad in self._known.members(job_id)]
        members = [self._put(row, row["fields"]) for row in await self._connection.fetch(_MEMBERS, wanted_ids, found)]
        await self._openings_alone(wanted_ids)
        await self._verdicts(members)

    async def _openings_alone(self, job_ids: Sequence[UUID]) -> None:
        rows = await self._connection.fetch("SELECT * FROM openings WHERE job_id = ANY ($1)", job_ids)
        self._stored.openings |= {row["job_id"]: opening_of(row) for row in rows}
        self._known.openings |= self._stored.openings

    async def _verdicts(self, ids: list[int]) -> None:
        keys = {number: key for key, number in self._stored.ids.items()}
        for one, other, verdict in await self._of(_VERDICTS, ids):
            self._known.verdicts[frozenset((keys[one], keys[other]))] = verdict

    async def _companies(self, companies: Iterable[str]) -> None:
        """The newest ads of these, and what they say, where it was not read with their openings."""
        blocks = await self._in_blocks(map(company_block, companies))
        newest = {ad for ads in blocks.values() for ad in ads}
        read = {self._stored.ids[ad.key] for ad in self._known.ads.values() if ad.facts.fields is not UNREAD}
        for row in await self._of(_ADS_IN_FULL, list(newest - read)):
            self._put(row, row["fields"])
        self._file(blocks)

    async def _former_texts(self, sightings: Sequence[Sighting]) -> None:
        """Where the texts are filed that ads of these had until now."""
        seen = [(sighting, self._known.ads.get(sighting.ad)) for sighting in sightings]
        former = {ad.facts.text_hash for s, ad in seen if ad is not None and ad.facts.text_hash != s.facts.text_hash}
        if former:
            self._file(await self._in_blocks(map(text_block, former)))

    async def _of(self, statement: str, these: Sequence[Any]) -> Sequence[Any]:
        """Nobody is asked about nothing: of a small batch most questions are empty."""
        return await self._connection.fetch(statement, these) if these else ()

    def _file(self, blocks: dict[int, list[int]]) -> None:
        keys = {number: key for key, number in self._stored.ids.items()}
        for block, ads in blocks.items():
            for ad in ads:
                if ad in keys:
                    self._known.file(Filing(keys[ad], (block,)))

    def _put(self, row: Any, fields: bytes | None) -> int:
        number: int = row["id"]
        self._stored.told[key_of(row)] = row["told"]
        self._keep(ad_of(row, fields), number)
        return number

    def _keep(self, ad: Ad, number: int) -> None:
        self._stored.ids[ad.key] = number
        self._stored.ads[ad.key] = ad
        self._known.put(ad, number)
