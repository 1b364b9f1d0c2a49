"""What is told, for tests."""

from typing import Any
from uuid import UUID

from rematch_common.contracts import match_id_of
from rematch_notify.domain.items import MatchItem


def item(job: UUID, candidate: str = "c-1", **fields: Any) -> MatchItem:
    told = {"title": "Data Analyst", "company": "Harbour Analytics", "score": 80.0, "grade": "A", "version": 1} | fields
    return MatchItem(match_id=match_id_of("demo", candidate, job), candidate_id=candidate, job_id=job, **told)
