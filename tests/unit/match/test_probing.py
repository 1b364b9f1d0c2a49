"""Rare skills are looked up, and never more rows than are allowed."""

from hypothesis import given
from hypothesis import strategies as st

from rematch_match.domain.census import FLOOR
from rematch_match.domain.probing import rare, worth
from rematch_match.domain.rarity import Rarity
from tests.fakes.samples import job

SKILLS = st.sampled_from(["go", "java", "python", "sql", "welding", "sap", "excel"])
WEIGHTS = st.dictionaries(SKILLS, st.floats(0.05, 1.0))
COUNTS = st.dictionaries(SKILLS, st.integers(FLOOR + 1, 5_000))


@given(WEIGHTS, COUNTS, st.integers(1, 2_000))
def test_a_probe_reads_a_bounded_number_of_rows(weights: dict[str, float], counts: dict[str, int], most: int) -> None:
    found = rare(weights, counts, most)
    assert found.items() <= weights.items()
    assert bool(found) == bool(weights)
    assert sum(min(most, counts.get(skill, FLOOR)) for skill in found) <= most or len(found) == 1


@given(WEIGHTS, COUNTS, st.integers(1, 2_000))
def test_nothing_rarer_and_weightier_is_left_out(weights: dict[str, float], counts: dict[str, int], most: int) -> None:
    found = rare(weights, counts, most)
    for skill in found:
        for other in weights.keys() - found.keys():
            assert counts.get(other, FLOOR) >= counts.get(skill, FLOOR) or weights[other] <= weights[skill]


def test_what_few_have_is_looked_up_before_what_all_have() -> None:
    weights = {"sql": 0.3, "cobol": 0.9, "java": 0.4}
    assert rare(weights, {"sql": 900, "java": 500}, 600) == {"cobol": 0.9, "java": 0.4}
    assert rare(weights, {"sql": 900, "java": 500}, 2_000) == weights
    assert rare({"sql": 0.3}, {"sql": 900}, 600) == {"sql": 0.3}


def test_a_preferred_skill_weighs_less_than_a_required_one_and_a_rare_one_more() -> None:
    weights = worth(job(), Rarity(1, {"python": 0.5, "sql": 0.1, "go": 1.0}))
    assert weights == {"python": 0.5, "sql": 0.1, "go": 0.4}
