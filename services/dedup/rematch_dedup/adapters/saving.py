"""Writes what was decided: one statement a table, for as many records as there are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rematch_common.database import Connection
from rematch_dedup.adapters.loading import Stored
from rematch_dedup.adapters.rows import (
    KEY,
    OPENING,
    SAID,
    SEEN,
    fields_of,
    given,
    key_of,
    opening_row,
    said_row,
    seen_row,
    turned,
)
from rematch_dedup.domain.reading import UNREAD
from rematch_dedup.domain.types import Ad, Change, Decision, Effect, Filing

_AD = KEY | SEEN | SAID
_ID = {"id": "bigint"}
_FIELDS = {"ad": "bigint", "fields": "bytea"}
_BLOCKS = {"key": "bigint", "ad": "bigint"}


def _set(columns: Iterable[str], source: str = "n") -> str:
    return ", ".join(f"{name} = {source}.{name}" for name in columns)


_WRITE_OPENINGS = f"""
INSERT INTO openings ({", ".join(OPENING)}) SELECT * FROM {given(OPENING)}
ON CONFLICT (job_id) DO UPDATE SET {_set(list(OPENING)[1:], "excluded")}
"""
_MOVE = f"UPDATE ads SET job_id = n.into_id FROM {given({'id': 'uuid', 'into_id': 'uuid'})} WHERE job_id = n.id"
# In the order in which they were decided: the number of an ad says which of two was seen first.
_ADD_ADS = f"""
INSERT INTO ads ({", ".join(_AD)}) SELECT {", ".join(_AD)} FROM {given(_AD, numbered=True)} ORDER BY place
RETURNING id, source, external_id
"""
_SEE_AGAIN = f"""
UPDATE ads AS a SET {_set(name for name in SEEN if name != "rank")}, rank = coalesce(n.rank, a.rank)
FROM {given(_ID | SEEN)} WHERE a.id = n.id
"""
_SAY = f"UPDATE ads AS a SET {_set(SAID)} FROM {given(_ID | SAID)} WHERE a.id = n.id"
_WRITE_FIELDS = f"""
INSERT INTO ad_fields SELECT * FROM {given(_FIELDS)} ON CONFLICT (ad) DO UPDATE SET fields = excluded.fields
"""
# Sorted, so that a page of the index is gone to once.
_FILE = f"INSERT INTO blocks SELECT * FROM {given(_BLOCKS)} ORDER BY key, ad ON CONFLICT DO NOTHING"
_DECIDED = f"INSERT INTO decisions SELECT id, now() FROM {given({'id': 'uuid'})} ORDER BY id"
_COUNT = f"""
INSERT INTO source_stats AS s SELECT * FROM {given({"source": "text", "outcome": "text", "records": "bigint"})}
ON CONFLICT (source, outcome) DO UPDATE SET records = s.records + excluded.records
"""


class Saving:
    """One writing of what a session has come to."""

    def __init__(self, connection: Connection, stored: Stored) -> None:
        self._connection = connection
        self._stored = stored

    async def decided(self, decisions: Sequence[Decision]) -> None:
        await self._write(_DECIDED, [(decision.sighting.raw_id,) for decision in decisions])
        counted = Counter((decision.sighting.ad[0], decision.outcome) for decision in decisions)
        await self._write(_COUNT, [(*each, records) for each, records in sorted(counted.items())])

    async def effects(self, effects: Sequence[Effect]) -> None:
        await self._openings([change for effect in effects for change in effect.changes])
        # The last word on each counts; the first decides when it came.
        ads = {ad.key: ad for effect in effects for ad in effect.ads}
        await self._new_ads([ad for key, ad in ads.items() if key not in self._stored.ids])
        await self._known_ads([ad for key, ad in ads.items() if key in self._stored.ads])
        await self._file([filing for effect in effects for filing in effect.filed])

    async def _openings(self, changes: Sequence[Change]) -> None:
        last = {change.opening.job_id: change.opening for change in changes}
        different = [opening for opening in last.values() if self._stored.openings.get(opening.job_id) != opening]
        await self._write(_WRITE_OPENINGS, [opening_row(opening) for opening in different])
        into = {opening.job_id: opening.merged_into for opening in last.values() if opening.merged_into is not None}
        # All their ads go along, also those that nobody had to read. What took them may itself have been taken.
        final = {job_id: into.get(taker, taker) for job_id, taker in into.items()}
        while final != into:
            into, final = final, {job_id: final.get(taker, taker) for job_id, taker in final.items()}
        await self._write(_MOVE, list(final.items()))

    async def _new_ads(self, ads: Sequence[Ad]) -> None:
        fields = {ad.key: fields_of(ad) for ad in ads}
        rows = [(*ad.key, *seen_row(ad), *said_row(ad, fields[ad.key])) for ad in ads]
        ids = {key_of(row): row["id"] for row in await self._write(_ADD_ADS, rows)}
        self._stored.ids |= ids
        await self._write(_WRITE_FIELDS, [(ids[key], said) for key, said in fields.items()])

    async def _known_ads(self, ads: Sequence[Ad]) -> None:
        await self._write(_SEE_AGAIN, [(self._stored.ids[ad.key], *seen_row(ad)) for ad in ads])
        said, fields = [], []
        for ad in ads:
            # An ad whose fields are not there says what it said.
            if ad.facts is self._stored.ads[ad.key].facts or ad.facts.fields is UNREAD:
                continue
            number, written = self._stored.ids[ad.key], fields_of(ad)
            row = said_row(ad, written)
            if row[-1] != self._stored.told[ad.key]:
                said.append((number, *row))
                fields.append((number, written))
        await self._write(_SAY, said)
        await self._write(_WRITE_FIELDS, fields)

    async def _file(self, filings: Sequence[Filing]) -> None:
        await self._write(
            _FILE, [(block, self._stored.ids[filing.ad]) for filing in filings for block in filing.blocks]
        )

    async def _write(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
        return await self._connection.fetch(statement, *turned(rows)) if rows else []
