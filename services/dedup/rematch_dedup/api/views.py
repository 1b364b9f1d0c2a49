"""Ads, and why each is where it is, as they are told."""

from typing import Any

from rematch_dedup.domain.types import Ad, AdKey, Why


def ad_view(ad: Ad) -> dict[str, Any]:
    return {
        **ad_name(ad.key),
        "url": ad.url,
        "title": ad.facts.fields.get("title"),
        "open": ad.open,
        "gone": ad.gone,
        "first_seen": ad.first_seen,
        "last_seen": ad.last_seen,
        "ends_at": ad.ends_at,
        "why": why_view(ad.why),
    }


def why_view(why: Why) -> dict[str, Any]:
    return {
        "stage": why.stage,
        "kind": why.kind,
        "like": ad_name(why.like) if why.like else None,
        "similarity": round(why.similarity, 3),
        "evidence": why.evidence,
        "vetoes_checked": why.vetoes,
    }


def ad_name(ad: AdKey) -> dict[str, str]:
    return {"source": ad[0], "external_id": ad[1]}
