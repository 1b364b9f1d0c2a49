"""How close two texts are, whether their vectors are whole or kept in half the room."""

import numpy as np
import pytest

from rematch_match.adapters.facts_cache import compact
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.domain.terms import Terms
from tests.fakes.samples import NOW, job, person, vector

SCORER = Scorer(Rarity(), lambda _: Terms(), NOW)
JOBS = [job(number, vector=vector(1, number, 0)) for number in range(3)]
PEOPLE = [person(f"c-{number}", vector=vector(number, 1, 1)) for number in range(3)]


def scored(jobs: list[JobFacts], people: list[CandidateFacts]) -> list[float]:
    each = [(one, other) for one in jobs for other in people]
    return [float(value) for value in SCORER.score(Pairs.of(each)).value]


@pytest.mark.parametrize("halved", [(), (0,), (0, 1, 2)], ids=["whole", "both", "half"])
def test_it_is_the_same_whether_facts_have_just_come_or_were_kept(halved: tuple[int, ...]) -> None:
    jobs = [compact(one) if number in halved else one for number, one in enumerate(JOBS)]
    people = [compact(one) if number in halved else one for number, one in enumerate(PEOPLE)]
    whole = scored(JOBS, PEOPLE)
    for these, those in ((jobs, PEOPLE), (JOBS, people), (jobs, people)):
        assert scored(these, those) == pytest.approx(whole, abs=0.1)


def test_what_is_kept_is_in_half_the_room() -> None:
    kept = compact(JOBS[0]).vector
    assert kept is not None
    assert kept.values.dtype == np.float16
