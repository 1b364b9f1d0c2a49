"""Between the rows of pairs and what the API shows of them."""

from typing import Any

import orjson
from pydantic import TypeAdapter

from rematch_match.adapters.families import FAMILY
from rematch_match.domain.ageing import Fixed
from rematch_match.domain.listing import Head

HEAD = (
    "m.tenant_id, m.candidate_id, m.job_id, m.version, m.state, m.reason, m.score, m.told, m.fixed, m.told_at, "
    "j.posted_at, r.status, r.saved, r.outcome"
)
# What was said of any opening of the same family counts for it; a no, however old, before all else.
REACTION = f"""LATERAL (
  WITH RECURSIVE {FAMILY.format(of="SELECT m.job_id")}
  SELECT status, saved, outcome FROM reactions JOIN family ON family.member = reactions.job_id
  WHERE (tenant_id, candidate_id) = (m.tenant_id, m.candidate_id)
  ORDER BY status = 'rejected' DESC, changed_at DESC LIMIT 1)"""
HEADS_FROM = f"matches m LEFT JOIN jobs j ON j.job_id = m.job_id LEFT JOIN {REACTION} AS r ON true"
_FIXED = TypeAdapter(Fixed)


def head_of(row: Any) -> Head:
    return Head(
        key=((row["tenant_id"], row["candidate_id"]), row["job_id"]),
        version=row["version"],
        state=row["state"],
        score=row["score"],
        told_at=row["told_at"],
        fixed=_FIXED.validate_json(row["fixed"]) if row["fixed"] else None,
        told=row["told"],
        reason=row["reason"],
        posted_at=row["posted_at"],
        status=row["status"] or "suggested",
        saved=bool(row["saved"]),
        outcome=row["outcome"],
    )


def body_of(row: Any) -> dict[str, Any]:
    """As it was told, with what has become of its want for a verdict; of what never was told, or was withdrawn, the
    opening's card at least."""
    body: dict[str, Any] = orjson.loads(row["body"]) if row["body"] else {}
    if row["verdict_state"] is not None:
        body["verdict_state"] = row["verdict_state"]
    if "job" not in body and row["card"] is not None:
        body["job"] = orjson.loads(row["card"])
    return body
