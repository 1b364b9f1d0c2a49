"""What becomes of a pair, and whether it is worth saying."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts import MatchFound, MatchUpdated, MatchWithdrawn, match_id_of
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Occasion, Pair, Told, settle
from tests.fakes.samples import NOW, gone, job, job_id, person

KEY = (("demo", "c-1"), job_id(1))
NEW_JOB = Occasion(NOW, 50.0, frozenset({job_id(1)}))
NEW_PROFILE = Occasion(NOW, 50.0, frozenset())
FULL = 88.3  # what `job` and `person` of the samples come to


def pair(score: float = FULL, *, version: int = 1, active: bool = True) -> Pair:
    return Pair(KEY, version, active, score)


def away(reason: str) -> CandidateFacts:
    return CandidateFacts(("demo", "c-1"), 2, alive=False, away_as=reason)


POOR = person(skills=frozenset({"go"}))


def test_a_pair_that_fits_is_found_with_all_there_is_to_say() -> None:
    told = settle(None, job(version=3), person(version=2), NEW_JOB)
    assert told is not None
    assert told.pair == pair()
    event = told.event
    assert isinstance(event, MatchFound)
    assert event.match_id == match_id_of("demo", "c-1", job_id(1))
    assert (event.version, event.job_version, event.candidate_version) == (1, 3, 2)
    assert (event.score, event.grade, event.recommended) == (FULL, "A", True)
    assert (event.job.title, event.occurred_at) == ("Data Engineer", NOW)
    assert event.lineage
    assert event.lineage.matched_at == NOW


@pytest.mark.parametrize(
    ("known", "opening", "somebody", "outcome"),
    [
        (None, job(), person(), MatchFound),
        (None, job(), POOR, None),
        (None, gone(), person(), None),
        (None, job(), away("consent"), None),
        (pair(), job(), person(), None),
        (pair(FULL + 1.6), job(), person(), None),
        (pair(FULL + 2.0), job(), person(), MatchUpdated),
        (pair(FULL - 2.0), job(), person(), MatchUpdated),
        (pair(active=False), job(), person(), MatchFound),
        (pair(active=False), job(), POOR, None),
        (pair(active=False), gone(), person(), None),
    ],
)
def test_what_is_told(known: Pair | None, opening: JobFacts, somebody: CandidateFacts, outcome: type | None) -> None:
    told = settle(known, opening, somebody, NEW_JOB)
    assert (told and type(told.event)) == outcome
    if told:
        assert told.pair.version == told.event.version == (known.version if known else 0) + 1


@pytest.mark.parametrize(
    ("opening", "somebody", "reason"),
    [
        (job(), POOR, "below_threshold"),
        (job(required=frozenset({"rust"})), person(), "below_threshold"),
        (job(required=frozenset(), preferred=frozenset()), person(), "below_threshold"),
        (gone(), person(), "job_closed"),
        (gone(merged_into=job_id(2)), person(), "merged"),
        (job(), away("filter"), "filter"),
        (job(), away("consent"), "consent"),
        (job(), away("erased"), "erased"),
        (gone(), away("erased"), "erased"),
    ],
)
def test_a_pair_that_no_longer_fits_is_withdrawn_with_the_reason(
    opening: JobFacts, somebody: CandidateFacts, reason: str
) -> None:
    told = settle(pair(version=4), opening, somebody, NEW_JOB)
    assert told is not None
    assert isinstance(told.event, MatchWithdrawn)
    assert (told.event.reason, told.event.version, told.pair.active) == (reason, 5, False)
    assert told.event.merged_into == (job_id(2) if reason == "merged" else None)


def test_a_small_step_over_a_grade_is_told() -> None:
    opening = job(required=frozenset("abcdefghij"), preferred=frozenset(), vector=None)
    somebody = person(skills=frozenset("abcdefg"))
    assert settle(pair(70.1), opening, somebody, NEW_JOB) is None
    told = settle(pair(69.9), opening, somebody, NEW_JOB)
    assert told is not None
    assert isinstance(told.event, MatchUpdated)
    assert (told.event.score, told.event.grade) == (70.0, "B")


@pytest.mark.parametrize(
    ("occasion", "version", "trigger"),
    [(NEW_JOB, 1, "new_job"), (NEW_JOB, 2, "job_changed"), (NEW_PROFILE, 1, "profile_changed")],
)
def test_why_a_pair_was_looked_at_and_where_that_came_from(occasion: Occasion, version: int, trigger: str) -> None:
    opening = job(version=version, lineage={"raw_topic": "raw-jobs"})
    told = settle(None, opening, person(lineage={"raw_topic": "candidate-profiles"}), occasion)
    assert told is not None
    assert isinstance(told.event, MatchFound)
    assert told.event.trigger == trigger
    assert told.event.lineage
    from_person = trigger == "profile_changed"
    assert told.event.lineage.raw_topic == ("candidate-profiles" if from_person else "raw-jobs")


STATES = st.sampled_from([job(), job(required=frozenset({"rust"})), gone(), gone(merged_into=job_id(2))])
PEOPLE = st.sampled_from([person(), POOR, away("consent"), away("erased"), person(skills=frozenset({"python"}))])


@given(st.lists(st.tuples(STATES, PEOPLE), max_size=8))
def test_whatever_happens_versions_grow_by_one_and_the_story_makes_sense(steps: list[tuple[Any, Any]]) -> None:
    now: Pair | None = None
    for opening, somebody in steps:
        told: Told | None = settle(now, opening, somebody, NEW_JOB)
        active = now is not None and now.active
        if told:
            assert told.pair.version == (now.version if now else 0) + 1
            assert isinstance(told.event, MatchFound) == (not active)
            assert told.pair.active == (not isinstance(told.event, MatchWithdrawn))
            now = told.pair
        assert settle(now, opening, somebody, NEW_JOB) is None, "the same again says nothing"
        later = Occasion(datetime(2026, 3, 1, tzinfo=UTC), 50.0, frozenset())
        assert settle(now, opening, somebody, later) is None
