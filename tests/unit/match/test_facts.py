"""What matching keeps of a record."""

from typing import Any

import numpy as np
import pytest

from rematch_common.contracts import CandidateSkill, Embedding
from rematch_common.contracts.examples_jobs import EMBEDDED
from rematch_common.contracts.examples_matches import EMBEDDED_CANDIDATES
from rematch_match.domain.facts import Vector, point_id
from rematch_match.domain.reading import candidate_facts, job_facts

PERSON = EMBEDDED_CANDIDATES[0]


def test_an_opening_is_its_skills_its_vector_and_a_card() -> None:
    facts = job_facts(EMBEDDED[0])
    assert facts.required == {"python", "go", "kafka"}
    assert facts.preferred == {"terraform"}
    assert facts.alive
    assert facts.card == {
        "title": "Senior Backend Engineer (Python/Go)",
        "company": "Nordlicht Energie GmbH",
        "location": "Hamburg, Germany",
        "url": "https://boards.example.com/nordlicht/jobs/4711",
        "posted_at": "2026-01-31T00:00:00+00:00",
        "workplace": "hybrid",
    }
    assert facts.lineage["raw_offset"] == 48211
    assert job_facts(EMBEDDED[1]).card == {"title": "Data Analyst", "company": "Harbour Analytics"}


def test_skills_of_people_are_told_in_the_words_of_openings() -> None:
    named = tuple(
        CandidateSkill(name=name) for name in ("Apache Kafka", "PostgreSQL", "Underwater Basket Weaving", "+")
    )
    facts = candidate_facts(PERSON.model_copy(update={"skills": named}))
    assert {"kafka", "postgresql", "underwater-basket-weaving"} <= facts.skills
    assert "" not in facts.skills


@pytest.mark.parametrize(
    ("fields", "away_as"),
    [
        ({}, None),
        ({"status": "placed"}, "filter"),
        ({"status": "inactive"}, "filter"),
        ({"status": "pending_review"}, "filter"),
        ({"automated_matching": False}, "consent"),
        ({"automated_matching": False, "status": "inactive"}, "consent"),
    ],
)
def test_only_who_is_ready_and_wishes_it_is_matched(fields: dict[str, Any], away_as: str | None) -> None:
    facts = candidate_facts(PERSON.model_copy(update=fields))
    assert (facts.alive, facts.away_as) == (away_as is None, away_as)


def test_vectors_of_one_model_compare_and_of_two_do_not() -> None:
    one, same = Embedding.of("m", "1", [0.6, 0.8]), Embedding.of("m", "1", [0.8, 0.6])
    assert Vector.of(one).cosine(Vector.of(same)) == pytest.approx(0.96)
    assert Vector.of(one).cosine(Vector.of(Embedding.of("m", "2", [0.6, 0.8]))) is None
    assert np.allclose(Vector.of(one).values, [0.6, 0.8])


def test_the_name_of_a_model_can_be_that_of_a_folder() -> None:
    assert Vector.of(Embedding.of("org/some model", "v1:int8", [1.0])).model == "org_some_model-v1_int8"


def test_a_person_has_one_id_in_the_index() -> None:
    assert point_id(("demo", "c-1")) == point_id(("demo", "c-1"))
    assert len({point_id(("demo", "c-1")), point_id(("demo", "c-2")), point_id(("other", "c-1"))}) == 3
