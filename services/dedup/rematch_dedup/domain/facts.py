"""What a raw posting says, in the words of an opening."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from rematch_common.contracts import RawJob
from rematch_dedup.domain.portrait import Portrait
from rematch_dedup.domain.portraying import portray
from rematch_dedup.domain.readings import reading_of
from rematch_dedup.domain.wording import text_hash
from rematch_jobtext import read_ad

_BESIDE_THE_TEXT = ("salary", "employment_type", "workplace", "experience_min_years", "experience_max_years")


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields of a Job as one ad tells them, ready to be stored.

    Two ads of one `text_hash` are the same text; `content_hash` adds what else matters for matching, pay for one.
    """

    text_hash: str
    content_hash: str
    fields: Mapping[str, Any]
    portrait: Portrait
    reading: UUID
    """Of which words this was read, and by which code: the same facts for the same, so they needn't be read again."""


def understand(raw: RawJob) -> Facts:
    """Pure, and the one costly step: a few milliseconds a posting."""
    text, where, read = read_ad(raw)
    kept = _kept({**_told(raw), **read})
    portrait = portray(raw, text, where, kept)
    hashed = text_hash(portrait, text)
    return Facts(hashed, content_hash(hashed, kept), kept, portrait, reading_of(raw))


def retold(raw: RawJob, read: Facts) -> Facts:
    """What `understand` would come to, where an ad with the same reading was read before."""
    told = _told(raw)
    rest = {name: value for name, value in read.fields.items() if name not in told}
    return replace(read, fields=_kept(told | rest))


def _kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [], "")}


def _told(raw: RawJob) -> dict[str, Any]:
    """What the scraper says outright."""
    return {
        "title": raw.title,
        "company": raw.company,
        "industry": raw.industry,
        "roles": [raw.scrape_role] if raw.scrape_role else [],
        "posted_at": raw.posted_at.isoformat() if raw.posted_at else None,
        "expires_at": raw.expires_at.isoformat() if raw.expires_at else None,
    }


def content_hash(same_text: str, fields: Mapping[str, Any]) -> str:
    """Of what a match could depend on, and no more: dates and formatting change without anything being different."""
    matters = {name: fields.get(name) for name in _BESIDE_THE_TEXT}
    skills = sorted((skill["id"], skill["importance"]) for skill in fields.get("skills", ()))
    told = orjson.dumps([same_text, matters, skills], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(told).hexdigest()[:32]
