"""Verdicts over HTTP: what was said, why there is none, and what it has to do with not being matched."""

from typing import Any

import pytest

from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer, score
from rematch_match.domain.terms import Terms, VerdictTerms
from rematch_match.domain.verdicts.given import Given, Judgement
from rematch_match.domain.verdicts.question import question_of
from tests.fakes.samples import NOW, job_id, person
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import matched, opening, served

JANE, OPENING = person("jane"), opening(1)
ON = Terms(verdicts=VerdictTerms(on=True, possible=True))
KEY = (JANE.key, job_id(1))
SAID = {"score": 20.0, "reason": "The trade is another.", "provider": "openai", "model": "m-1"}


def given(**other: str) -> Given:
    """Of the pair's present question, but for what is `other`."""
    question = question_of(OPENING, JANE, score(OPENING, JANE, Scorer(Rarity(), lambda _: ON, NOW)))
    of = {"candidate_hash": question.candidate_hash, "job_hash": question.job_hash, "prompt": "v1", **SAID, **other}
    return Given.of(*KEY, Judgement(**of))  # type: ignore[arg-type]  # each is what its field wants


@pytest.mark.parametrize(
    ("told", "terms", "state"),
    [
        ({}, Terms(), "off"),
        ({}, ON, None),
        ({"verdict_state": "pending"}, ON, "pending"),
        ({"verdict_state": "top"}, ON, "top"),
        ({"verdict_state": "budget"}, ON, "budget"),
        ({"verdict_state": "budget"}, Terms(), "off"),
        ({"verdict": SAID, "verdict_state": "pending"}, ON, None),
        ({"verdict": SAID}, Terms(), None),
    ],
)
async def test_a_match_shows_its_verdict_or_why_it_has_none(
    told: dict[str, Any], terms: Terms, state: str | None
) -> None:
    shelf = Shelf()
    key = matched(shelf, JANE, OPENING)
    shelf.bodies[key] = {**shelf.bodies[key], **told}
    async with served(shelf, terms) as api:
        (listed,) = (await api.get("/v1/candidates/jane/matches"))["matches"]
        whole = await api.get(f"/v1/candidates/jane/matches/{job_id(1)}")
        for shown in (listed, whole):
            assert (shown["verdict"], shown["verdict_state"]) == (told.get("verdict"), state)


async def test_a_verdict_that_keeps_two_apart_is_named() -> None:
    shelf = Shelf()
    shelf.put(JANE, OPENING)
    shelf.given[KEY] = [given()]
    async with served(shelf, ON) as api:
        why = await api.get("/v1/why-not", candidate="jane", job=str(job_id(1)))
        assert (why["kept_apart_by"], why["verdict"]) == ("verdict", SAID)
        lowered = f"The verdict lowered it from {why['score_by_factors']:.1f} to {why['score']:.1f}: {SAID['reason']}"
        assert why["text"].startswith(lowered)
        assert why["score"] < 50 <= why["score_by_factors"]


@pytest.mark.parametrize("other", [{"job_hash": "another"}, {"prompt": "v0"}, {"provider": "deterministic"}])
async def test_one_of_another_question_keeps_nobody_apart(other: dict[str, str]) -> None:
    shelf = Shelf()
    shelf.put(JANE, OPENING)
    shelf.given[KEY] = [given(**other)]
    async with served(shelf, ON) as api:
        why = await api.get("/v1/why-not", candidate="jane", job=str(job_id(1)))
        assert (why["kept_apart_by"], why["score"]) == ("retrieval", why["score_by_factors"])


async def test_where_verdicts_are_off_none_counts() -> None:
    shelf = Shelf()
    shelf.put(JANE, OPENING)
    shelf.given[KEY] = [given()]
    async with served(shelf) as api:
        why = await api.get("/v1/why-not", candidate="jane", job=str(job_id(1)))
        assert (why["kept_apart_by"], why["verdict"]) == ("retrieval", None)
