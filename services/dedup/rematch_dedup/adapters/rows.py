"""Ads and openings as rows of tables, and back."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from rematch_dedup.domain.facts import Facts
from rematch_dedup.domain.openings import rank
from rematch_dedup.domain.portrait import Portrait
from rematch_dedup.domain.reading import UNREAD
from rematch_dedup.domain.types import Ad, AdKey, Opening, Why

Columns = list[list[Any]]

# Every refresh writes these, and none of them is in an index unless it seldom changes: the row stays on its page.
SEEN = {
    "job_id": "uuid",
    "url": "text",
    "gone": "text",
    "scraped_at": "timestamptz",
    "first_seen": "timestamptz",
    "last_seen": "timestamptz",
    "ends_at": "timestamptz",
    "scope": "text",
    "missed": "smallint",
    "why": "bytea",
    "rank": "text",
}
# What the ad itself says; where its text was not read, it hasn't changed.
SAID = {"text_hash": "text", "content_hash": "text", "reading": "uuid", "portrait": "bytea", "told": "bigint"}
KEY = {"source": "text", "external_id": "text"}
OPENING = {
    "job_id": "uuid",
    "version": "bigint",
    "open": "boolean",
    "lead_source": "text",
    "lead_external_id": "text",
    "content_hash": "text",
    "first_seen": "timestamptz",
    "merged_into": "uuid",
}
AD = ", ".join(f"a.{name}" for name in ("id", *KEY, *SEEN, *SAID))


def given(columns: Mapping[str, str], *, numbered: bool = False) -> str:
    """The parameters, an array a column, as a table `n` of these columns; `numbered`: in the order that they have."""
    arrays = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(columns.values(), 1))
    names = ", ".join((*columns, "place") if numbered else columns)
    return f"unnest({arrays}) {'WITH ORDINALITY ' if numbered else ''}AS n({names})"


def turned(rows: Sequence[tuple[Any, ...]]) -> Columns:
    """Rows as columns, as unnest takes them."""
    return [list(column) for column in zip(*rows, strict=True)]


def facts_of(row: Any, fields: bytes | None) -> Facts:
    portrait = Portrait.from_json(orjson.loads(row["portrait"]))
    said = UNREAD if fields is None else orjson.loads(fields)
    return Facts(row["text_hash"], row["content_hash"], said, portrait, row["reading"])


def ad_of(row: Any, fields: bytes | None) -> Ad:
    return Ad(
        key=(row["source"], row["external_id"]),
        job_id=row["job_id"],
        url=row["url"],
        facts=facts_of(row, fields),
        why=_why(row["why"]),
        gone=row["gone"],
        scraped_at=row["scraped_at"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        ends_at=row["ends_at"],
        scope=row["scope"],
        missed=row["missed"],
    )


def seen_row(ad: Ad) -> tuple[Any, ...]:
    # Nearly every ad begins an opening of its own, and that needs no reasons.
    why = None if ad.why == Why() else orjson.dumps(ad.why)
    times = (ad.scraped_at, ad.first_seen, ad.last_seen, ad.ends_at)
    place = None if ad.facts.fields is UNREAD else rank(ad)
    return (ad.job_id, ad.url, ad.gone, *times, ad.scope, ad.missed, why, place)


def said_row(ad: Ad, fields: bytes) -> tuple[Any, ...]:
    portrait = orjson.dumps(ad.facts.portrait, default=sorted)
    facts = ad.facts
    return (facts.text_hash, facts.content_hash, facts.reading, portrait, told(fields, portrait, facts.reading))


def told(fields: bytes, portrait: bytes, reading: UUID) -> int:
    """The same for the same: a refresh that says nothing new needn't write a whole text again."""
    key = hashlib.blake2b(portrait, digest_size=16, key=reading.bytes).digest()
    digest = hashlib.blake2b(fields, digest_size=8, key=key).digest()
    return int.from_bytes(digest, "big", signed=True)


def fields_of(ad: Ad) -> bytes:
    return orjson.dumps(ad.facts.fields)


def key_of(row: Any) -> AdKey:
    return row["source"], row["external_id"]


def opening_of(row: Any) -> Opening:
    return Opening(
        job_id=row["job_id"],
        version=row["version"],
        open=row["open"],
        lead=(row["lead_source"], row["lead_external_id"]),
        content_hash=row["content_hash"],
        first_seen=row["first_seen"],
        merged_into=row["merged_into"],
    )


def opening_row(opening: Opening) -> tuple[Any, ...]:
    return (
        opening.job_id,
        opening.version,
        opening.open,
        *opening.lead,
        opening.content_hash,
        opening.first_seen,
        opening.merged_into,
    )


def _why(stored: bytes | None) -> Why:
    if stored is None:
        return Why()
    said = orjson.loads(stored)
    like = said["like"]
    return Why(
        stage=said["stage"],
        kind=said["kind"],
        like=(like[0], like[1]) if like else None,
        similarity=said["similarity"],
        evidence=said["evidence"],
        vetoes=tuple(said["vetoes"]),
    )
