"""Between verdicts and their rows."""

from typing import Any

from rematch_match.domain.verdicts.given import Given, Judgement

JUDGEMENT = "candidate_hash, job_hash, prompt, provider, model, score, reason"
GIVEN = f"verdict_id, {JUDGEMENT}"


def judgement_of(row: Any) -> Judgement:
    said = (row["prompt"], row["provider"], row["model"], row["score"], row["reason"])
    return Judgement(row["candidate_hash"], row["job_hash"], *said)


def given_of(row: Any) -> Given:
    return Given(row["verdict_id"], judgement_of(row))
