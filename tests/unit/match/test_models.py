"""Vectors of one model are compared, whichever others travel beside them."""

from typing import Any

import pytest

from rematch_common.contracts import Embedding, MatchFound
from rematch_match.domain.reading import candidate_facts, job_facts
from tests.fakes.vectors import embedding_of
from tests.unit.match.handling import Matching, candidate, opening

MINE, OTHER = embedding_of("python sql", "mine"), embedding_of("python sql", "other")
BOTH = ((MINE, OTHER), (OTHER, MINE))


def factor(event: Any, name: str) -> Any:
    (found,) = (factor for factor in event.factors if factor.name == name)
    return found


def job(*embeddings: Embedding, version: int = 1) -> Any:
    return opening(version=version, embeddings=embeddings)


@pytest.mark.parametrize("embeddings", BOTH)
def test_the_vector_is_that_of_the_model_and_not_the_first(embeddings: tuple[Embedding, ...]) -> None:
    facts = (job_facts(job(*embeddings).event, "mine"), candidate_facts(_person(*embeddings).event, "mine"))
    assert {one.vector.space for one in facts if one.vector} == {"mine-1.32"}


@pytest.mark.parametrize("embeddings", BOTH)
async def test_a_record_with_several_is_compared_by_the_one_that_both_have(embeddings: tuple[Embedding, ...]) -> None:
    (event,) = await Matching("mine")(job(*embeddings), _person(MINE))
    assert isinstance(event, MatchFound)
    assert factor(event, "semantic").known


async def test_a_record_with_only_another_models_vector_is_stored_and_not_compared() -> None:
    matching = Matching("mine")
    (event,) = await matching(job(OTHER), _person(MINE))
    assert not factor(event, "semantic").known
    (stored,) = matching.store.jobs.values()
    assert (stored.alive, stored.vector) == (True, None)
    assert await matching.index.count("jobs") == 0
    assert await matching.index.count("candidates") == 1


async def test_whoever_comes_again_without_the_models_vector_is_not_found_by_the_old_one() -> None:
    matching = Matching("mine")
    await matching(job(MINE), _person(MINE))
    assert await matching.index.count("jobs") == 1
    await matching(job(OTHER, version=2), _person(OTHER, version=2))
    assert (await matching.index.count("jobs"), await matching.index.count("candidates")) == (0, 0)


async def test_with_no_model_named_the_first_counts_and_vectors_of_two_models_do_not_meet() -> None:
    (event,) = await Matching()(job(OTHER, MINE), _person(MINE, OTHER))
    assert not factor(event, "semantic").known


def _person(*embeddings: Embedding, version: int = 1) -> Any:
    return candidate(version=version, embeddings=embeddings)
