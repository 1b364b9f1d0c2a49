"""What people themselves have made of openings, in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from rematch_common.contracts import MatchFeedback
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.tastes.alike import alike
from rematch_match.domain.tastes.saying import Said, is_own
from rematch_match.domain.tastes.tilt import NEWEST, Tastes


def tasting(person: CandidateFacts, feedback: Iterable[MatchFeedback], jobs: Mapping[UUID, JobFacts]) -> CandidateFacts:
    """The person with their tastes; of all feedback, their own words alone."""
    own = [one for one in feedback if (one.tenant_id, one.candidate_id) == person.key and is_own(one)]
    newest = sorted(own, key=lambda one: one.occurred_at, reverse=True)[:NEWEST]
    said = [_said(one, jobs[one.job_id]) for one in newest if one.job_id in jobs]
    return replace(person, tastes=Tastes.of(said), reacted=len(own)) if own else person


def _said(record: MatchFeedback, job: JobFacts) -> Said:
    relevance = record.ratings.relevance if record.ratings else None
    same = job.merged_into or job.job_id
    return Said(same, record.action, relevance, record.occurred_at.timestamp(), alike(job.asks))
