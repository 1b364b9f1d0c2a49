"""Openings in PostgreSQL."""

import contextlib
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_dedup.domain.decision import Ad, Decision, Known, Opening, Sighting
from rematch_dedup.domain.facts import Facts


class PostgresOpenings:
    """See rematch_dedup.ports.Openings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextlib.asynccontextmanager
    async def session(self, sightings: Sequence[Sighting]) -> AsyncIterator["PostgresSession"]:
        async with self._database.transaction() as connection:
            await _lock(connection, sightings)
            yield PostgresSession(connection)

    async def forget_decisions(self, older_than: timedelta) -> None:
        """Decisions on raw records that Kafka itself no longer holds can't be asked for again."""
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM decisions WHERE decided_at < now() - $1::interval", older_than)


async def _lock(connection: Connection, sightings: Sequence[Sighting]) -> None:
    """Two workers that meet the same ad or the same text take turns; sorted, so that they never wait in a circle."""
    names = {f"ad:{s.ad[0]}:{s.ad[1]}" for s in sightings} | {f"text:{s.facts.text_hash}" for s in sightings}
    numbers = sorted({zlib.crc32(name.encode()) for name in names})
    await connection.execute(
        "SELECT pg_advisory_xact_lock(n) FROM (SELECT unnest($1::bigint[]) AS n ORDER BY 1) AS sorted", numbers
    )


class PostgresSession:
    """See rematch_dedup.ports.Session."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def decided(self, sightings: Sequence[Sighting]) -> frozenset[UUID]:
        rows = await self._connection.fetch(
            "SELECT raw_id FROM decisions WHERE raw_id = ANY($1)", [s.raw_id for s in sightings]
        )
        return frozenset(row["raw_id"] for row in rows)

    async def known(self, sightings: Sequence[Sighting]) -> Known:
        ads = await self._ads(sightings)
        rows = await self._connection.fetch(
            "SELECT text_hash, job_id FROM texts WHERE text_hash = ANY($1)",
            [s.facts.text_hash for s in sightings],
        )
        texts = {row["text_hash"]: row["job_id"] for row in rows}
        job_ids = {ad.job_id for ad in ads.values()} | set(texts.values())
        return Known(ads, await self._openings(job_ids), texts, await self._open_ads(job_ids))

    async def _ads(self, sightings: Sequence[Sighting]) -> dict[tuple[str, str], Ad]:
        rows = await self._connection.fetch(
            "SELECT a.* FROM ads a JOIN unnest($1::text[], $2::text[]) AS k(source, external_id) "
            "USING (source, external_id)",
            [s.ad[0] for s in sightings],
            [s.ad[1] for s in sightings],
        )
        return {(row["source"], row["external_id"]): _ad(row) for row in rows}

    async def _open_ads(self, job_ids: Iterable[UUID]) -> dict[UUID, frozenset[tuple[str, str]]]:
        rows = await self._connection.fetch(
            "SELECT job_id, source, external_id FROM ads WHERE open AND job_id = ANY($1)", list(job_ids)
        )
        found: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
        for row in rows:
            found[row["job_id"]].add((row["source"], row["external_id"]))
        return {job_id: frozenset(keys) for job_id, keys in found.items()}

    async def _openings(self, job_ids: Iterable[UUID]) -> dict[UUID, Opening]:
        # Locked, in one order: a lead ad and another ad of one opening may be in two workers' hands.
        rows = await self._connection.fetch(
            "SELECT * FROM openings WHERE job_id = ANY($1) ORDER BY job_id FOR UPDATE", list(job_ids)
        )
        return {row["job_id"]: _opening(row) for row in rows}

    async def ads_of(self, job_ids: Sequence[UUID]) -> dict[UUID, list[Ad]]:
        rows = await self._connection.fetch(
            "SELECT * FROM ads WHERE job_id = ANY($1) ORDER BY last_seen DESC", list(job_ids)
        )
        found: dict[UUID, list[Ad]] = defaultdict(list)
        for row in rows:
            found[row["job_id"]].append(_ad(row))
        return found

    async def save(self, decisions: Sequence[Decision], events: Sequence[Entry]) -> None:
        openings = {d.opening.job_id: d.opening for d in decisions}
        ads = {d.ad.key: d.ad for d in decisions}
        await self._connection.executemany(
            "INSERT INTO openings VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (job_id) DO UPDATE SET "
            "version = excluded.version, open = excluded.open, text_hash = excluded.text_hash, "
            "content_hash = excluded.content_hash, facts = excluded.facts",
            [_opening_row(opening) for opening in openings.values()],
        )
        await self._connection.executemany(
            "INSERT INTO texts VALUES ($1, $2) ON CONFLICT DO NOTHING",
            # Every text on the way, not only the last: how records fall into batches must not decide anything.
            [(d.opening.facts.text_hash, d.opening.job_id) for d in decisions],
        )
        await self._connection.executemany(
            "INSERT INTO ads (source, external_id, job_id, url, open, content_hash, scraped_at, first_seen, last_seen) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (source, external_id) DO UPDATE SET "
            "url = excluded.url, open = excluded.open, content_hash = excluded.content_hash, "
            "scraped_at = excluded.scraped_at, first_seen = excluded.first_seen, last_seen = excluded.last_seen",
            [_ad_row(ad) for ad in ads.values()],
        )
        await self._connection.executemany(
            "INSERT INTO decisions VALUES ($1, now()) ON CONFLICT DO NOTHING", [(d.sighting.raw_id,) for d in decisions]
        )
        await write(self._connection, events)


def _ad(row: Any) -> Ad:
    return Ad(
        key=(row["source"], row["external_id"]),
        job_id=row["job_id"],
        url=row["url"],
        open=row["open"],
        content_hash=row["content_hash"],
        scraped_at=row["scraped_at"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
    )


def _ad_row(ad: Ad) -> tuple[object, ...]:
    return (*ad.key, ad.job_id, ad.url, ad.open, ad.content_hash, ad.scraped_at, ad.first_seen, ad.last_seen)


def _opening(row: Any) -> Opening:
    return Opening(
        job_id=row["job_id"],
        version=row["version"],
        open=row["open"],
        lead=(row["lead_source"], row["lead_external_id"]),
        facts=Facts(row["text_hash"], row["content_hash"], orjson.loads(row["facts"])),
        first_seen=row["first_seen"],
    )


def _opening_row(opening: Opening) -> tuple[object, ...]:
    return (
        opening.job_id,
        opening.version,
        opening.open,
        opening.facts.text_hash,
        opening.facts.content_hash,
        *opening.lead,
        orjson.dumps(opening.facts.fields).decode(),
        opening.first_seen,
    )
