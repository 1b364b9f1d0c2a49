"""Between the rows of pairs and what the API shows of them."""

from typing import Any

import orjson
from pydantic import TypeAdapter

from rematch_match.domain.ageing import Fixed
from rematch_match.domain.listing import Head

HEAD = (
    "m.tenant_id, m.candidate_id, m.job_id, m.version, m.state, m.reason, m.score, m.fixed, m.told_at, j.posted_at, "
    "r.status, r.saved, r.outcome"
)
HEADS_FROM = (
    "matches m LEFT JOIN jobs j ON j.job_id = m.job_id "
    "LEFT JOIN reactions r ON (r.tenant_id, r.candidate_id, r.job_id) = (m.tenant_id, m.candidate_id, m.job_id)"
)
_FIXED = TypeAdapter(Fixed)
_NOTHING = Fixed(0.0, 0.0)


def head_of(row: Any) -> Head:
    return Head(
        key=((row["tenant_id"], row["candidate_id"]), row["job_id"]),
        version=row["version"],
        state=row["state"],
        score=row["score"],
        told_at=row["told_at"],
        fixed=_FIXED.validate_json(row["fixed"]) if row["fixed"] != "{}" else _NOTHING,
        reason=row["reason"],
        posted_at=row["posted_at"],
        status=row["status"] or "suggested",
        saved=bool(row["saved"]),
        outcome=row["outcome"],
    )


def body_of(row: Any) -> dict[str, Any]:
    """As it was told; of what never was, or was withdrawn, the opening's card at least."""
    body: dict[str, Any] = orjson.loads(row["body"])
    if "job" not in body and row["card"] is not None:
        body["job"] = orjson.loads(row["card"])
    return body
