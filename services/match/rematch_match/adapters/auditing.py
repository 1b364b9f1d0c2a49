"""What every published match rested on, under a pseudonym that leads to nobody once the person is forgotten."""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import orjson

from rematch_common.contracts import MatchWithdrawn
from rematch_common.database import Connection
from rematch_match.domain.pairs import Occasion
from rematch_match.domain.scoring import Score
from rematch_match.domain.telling import MatchEvent, Told
from rematch_match.domain.verdicts.given import Given

_NAME = """
INSERT INTO pseudonyms (tenant_id, candidate_id, pseudonym)
SELECT t, c, gen_random_uuid() FROM unnest($1::text[], $2::text[]) AS k(t, c)
WHERE NOT EXISTS (SELECT FROM pseudonyms WHERE tenant_id = k.t AND candidate_id = k.c)
"""
_NOTE = """
INSERT INTO audit (pseudonym, job_id, match_version, told_at, trigger, versions, inputs, factors, score)
SELECT known.pseudonym, j, v, at, why, versions, inputs, factors, score
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
  $9::text[], $10::float8[]) AS k(t, c, j, v, at, why, versions, inputs, factors, score)
CROSS JOIN LATERAL (SELECT pseudonym FROM pseudonyms WHERE tenant_id = k.t AND candidate_id = k.c
  LIMIT 1) AS known
"""


async def audit(connection: Connection, told: Sequence[Told], occasion: Occasion) -> None:
    """A row for each that was found or updated."""
    rows = [
        _row(one, one.event, one.change.score.whole, occasion)
        for one in told
        if one.event is not None and not isinstance(one.event, MatchWithdrawn) and one.change.score is not None
    ]
    if rows:
        people = sorted({(row[0], row[1]) for row in rows})
        await connection.execute(_NAME, [tenant for tenant, _ in people], [person for _, person in people])
        await connection.execute(_NOTE, *(list(column) for column in zip(*rows, strict=True)))


@cache
def taxonomy() -> str:
    """Which skills and occupations there were: what their tables come to."""
    tables = (file for file in resources.files("rematch_jobtext").iterdir() if file.name.endswith(".tsv"))
    digest = hashlib.sha256()
    for table in sorted(tables, key=lambda file: file.name):
        digest.update(table.name.encode() + b"\0" + table.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _judge(given: Given | None) -> dict[str, Any]:
    """Who gave the verdict that counted, and under which prompt."""
    if given is None:
        return {}
    by = given.judgement
    return {"verdict": {"id": str(given.verdict_id), "provider": by.provider, "model": by.model, "prompt": by.prompt}}


def _row(one: Told, event: MatchEvent, score: Score, occasion: Occasion) -> tuple[Any, ...]:
    assert not isinstance(event, MatchWithdrawn)
    versions = {
        "job": event.job_version,
        "candidate": event.candidate_version,
        "model": one.space,
        "taxonomy": taxonomy(),
        "rarity": occasion.scorer.rarity.version,
        "profile": score.scoring.profile,
        "profile_version": score.scoring.version,
        "terms": occasion.scorer.terms(event.tenant_id).version,
        **_judge(one.change.given),
        **({"experiment": event.experiment.model_dump()} if event.experiment else {}),
    }
    # Without the notes, which are words.
    factors = [{"name": f.name, "score": f.score, "weight": f.weight, "known": f.known} for f in score.factors]
    texts = [orjson.dumps(part).decode() for part in (versions, score.inputs, factors)]
    ids = (event.tenant_id, event.candidate_id, event.job_id)
    return (*ids, event.version, occasion.now, event.trigger, *texts, score.value)
