"""MATCH: what is held against whose subscriptions, and what comes to wait of it. Nothing is asked of anybody."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from rematch_common.contracts import Alert, MatchFound, MatchUpdated, MatchWithdrawn
from rematch_notify.domain.filters import AlertFilter, MatchFilter
from rematch_notify.domain.items import AlertItem, MatchItem
from rematch_notify.domain.matches import Match
from rematch_notify.domain.pacing import due_at
from rematch_notify.domain.subscriptions import Subscription
from rematch_notify.domain.tellings import NOBODY, Telling, Word

_ALERTS = UUID("0d1f4f3c-5d9b-5f0a-8a55-0b6a3a0f9c11")
# Strengths, gaps and skills of a match that a message has room for.
_MOST = 10


def word_of(match: Match, subscriptions: Iterable[Subscription], now: datetime, trace: str | None = None) -> Word:
    """What is to be held of the last word about a pair, and the trace that it belongs to."""
    pair = match.tenant_id, match.candidate_id, match.job_id
    if isinstance(match, MatchWithdrawn):
        return Word(pair, match.version)
    wanted = [one for one in subscriptions if _wants(one, match)]
    item = item_of(match) if wanted else None
    fits = [
        Telling(
            *(*one.ref, match.candidate_id, match.job_id, match.version, match.score, item, due_at(one.pace, now)),
            traceparent=trace,
        )
        for one in wanted
        if item
    ]
    return Word(pair, match.version, fits)


def _wants(one: Subscription, match: MatchFound | MatchUpdated) -> bool:
    if one.tenant_id != match.tenant_id or one.candidate_id not in (None, match.candidate_id):
        return False
    return isinstance(one.filter, MatchFilter) and one.filter.lets(match)


def item_of(match: MatchFound | MatchUpdated) -> MatchItem:
    """What a message needs of the match."""
    said, job = match.explanation, match.job
    return MatchItem(
        match_id=match.match_id,
        candidate_id=match.candidate_id,
        job_id=match.job_id,
        version=match.version,
        score=match.score,
        grade=match.grade,
        broader=match.broader,
        **job.model_dump(include={"title", "company", "location", "workplace", "url", "posted_at"}),
        summary=said.summary,
        strengths=said.strengths[:_MOST],
        gaps=said.gaps[:_MOST],
        matched_skills=match.matched_skills[:_MOST],
        missing_skills=match.missing_skills[:_MOST],
    )


def tellings_of(alert: Alert, subscriptions: Iterable[Subscription], now: datetime) -> list[Telling]:
    """Operators of the deployment hear of every tenant's alerts, those of a tenant of their own."""
    item = AlertItem(about=alert.kind, **alert.model_dump(exclude={"kind", "tenant_id"}))
    version = 1 if alert.resolved_at is None else 2
    return [
        Telling(*one.ref, NOBODY, alert_id(alert), version, 0.0, item, due_at(one.pace, now))
        for one in subscriptions
        if (one.deployment or one.tenant_id == alert.tenant_id)
        and isinstance(one.filter, AlertFilter)
        and one.filter.lets(alert)
    ]


def alert_id(alert: Alert) -> UUID:
    """The same as long as it goes on, and when it has ended."""
    return uuid5(_ALERTS, f"{alert.kind}\n{alert.subject}\n{alert.first_at.isoformat()}")
