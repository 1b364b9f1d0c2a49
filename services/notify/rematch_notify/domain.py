"""What is said of a match, in words and without anything personal."""

from rematch_common.contracts import MatchFound, MatchUpdated, MatchWithdrawn

Match = MatchFound | MatchUpdated | MatchWithdrawn


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
