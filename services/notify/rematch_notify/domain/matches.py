"""What is said of a match, in words and without anything personal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rematch_common.contracts import MatchFound, MatchUpdated, MatchWithdrawn, match_id_of

Match = MatchFound | MatchUpdated | MatchWithdrawn


@dataclass(frozen=True, slots=True)
class Ended:
    """A pair of which nothing is known any more, and the erasure that this belongs to, if any. What was said of the
    pair above `version` is of somebody who came anew, and stays."""

    tenant_id: str
    match_id: UUID
    candidate_id: str
    job_id: UUID
    erasure_id: str | None = None
    version: int | None = None

    def ends(self, version: int) -> bool:
        return self.version is None or version <= self.version


def ended(key: str, erasure_id: str | None, version: int | None = None) -> Ended | None:
    """What the tombstone of a pair says; None for a key that is none of a pair."""
    tenant_id, _, rest = key.partition("/")
    candidate_id, _, opening = rest.partition("/")
    try:
        job_id = UUID(opening)
    except ValueError:
        return None
    return Ended(tenant_id, match_id_of(tenant_id, candidate_id, job_id), candidate_id, job_id, erasure_id, version)


def outlived(match: Match, erased_at: datetime | None) -> bool:
    """Whether the match was said of somebody who has been erased since. Who came anew is matched later."""
    return erased_at is not None and (match.occurred_at is None or match.occurred_at <= erased_at)


def newest(matches: list[Match]) -> list[Match]:
    """The last word about each pair: what came before it within a batch is not worth telling any more."""
    last: dict[str, Match] = {}
    for match in matches:
        if match.version >= last.get(match.key, match).version:
            last[match.key] = match
    return list(last.values())


def line(match: Match) -> dict[str, object]:
    """Ids, numbers and the posting's own words."""
    said: dict[str, object] = {
        "match_id": str(match.match_id),
        "version": match.version,
        "tenant_id": match.tenant_id,
        "candidate_id": match.candidate_id,
        "job_id": str(match.job_id),
    }
    if isinstance(match, MatchWithdrawn):
        return {**said, "withdrawn": match.reason}
    why = match.explanation.summary
    return {**said, "score": match.score, "grade": match.grade, "job": match.job.title, "why": why}
