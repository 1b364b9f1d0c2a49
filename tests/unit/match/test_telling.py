"""What an event says of a pair."""

from typing import Any
from uuid import UUID

import pytest

from rematch_common.contracts import MatchFound, MatchUpdated, Trigger, WithdrawReason, match_id_of
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Change, Occasion, Pair, What
from rematch_match.domain.scoring import score
from rematch_match.domain.telling import Teller, withdrawal
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, job, job_id, person

KEY = (("demo", "c-1"), job_id(1))


def announced(
    opening: JobFacts, somebody: CandidateFacts, when: Occasion, what: What = "found"
) -> MatchFound | MatchUpdated:
    found = score(opening, somebody, occasion().scorer)
    pair = Pair(KEY, 4, "active", found.value, found.value)
    return Teller(when).announcement(Change(pair, what, score=found), opening, somebody)


def test_a_pair_that_fits_is_announced_with_all_there_is_to_say() -> None:
    opening, somebody = job(version=3), person(version=2)
    event = announced(opening, somebody, occasion(job_id(1)))
    found = score(opening, somebody, occasion().scorer)
    assert type(event) is MatchFound
    assert event.match_id == match_id_of("demo", "c-1", job_id(1))
    assert (event.version, event.job_version, event.candidate_version) == (4, 3, 2)
    assert (event.score, event.grade, event.recommended) == (found.value, "A", True)
    assert (event.factors, event.matched_skills, event.missing_skills) == (found.factors, ("python", "sql"), ())
    assert (event.job.title, event.occurred_at) == ("Data Engineer", NOW)
    assert event.scoring == found.scoring
    assert event.lineage
    assert event.lineage.matched_at == NOW
    assert type(announced(opening, somebody, occasion(job_id(1)), "updated")) is MatchUpdated


@pytest.mark.parametrize(
    ("changed", "fields", "version", "trigger"),
    [
        ([1], {}, 1, "new_job"),
        ([1], {}, 2, "job_changed"),
        ([], {}, 1, "profile_changed"),
        ([2], {"changed_people": frozenset({("demo", "c-1")})}, 1, "profile_changed"),
        ([2], {}, 1, "job_changed"),
        ([1], {"because": "replay"}, 1, "replay"),
        ([], {"because": "settings_changed"}, 1, "settings_changed"),
    ],
)
def test_why_a_pair_was_looked_at_and_where_that_came_from(
    changed: list[int], fields: dict[str, Any], version: int, trigger: Trigger
) -> None:
    opening = job(version=version, lineage={"raw_topic": "raw-jobs"})
    somebody = person(lineage={"raw_topic": "candidate-profiles"})
    event = announced(opening, somebody, occasion(*map(job_id, changed), **fields))
    assert event.trigger == trigger
    assert event.lineage
    from_person = trigger == "profile_changed"
    assert event.lineage.raw_topic == ("candidate-profiles" if from_person else "raw-jobs")


@pytest.mark.parametrize(("reason", "into"), [("merged", job_id(2)), ("job_closed", None), ("displaced", None)])
def test_a_withdrawal_names_the_opening_that_took_over_only_where_one_did(
    reason: WithdrawReason, into: UUID | None
) -> None:
    event = withdrawal(Change(Pair(KEY, 5, "withdrawn", 80, 80, reason), "withdrawn"), job_id(2), occasion())
    assert (event.reason, event.version, event.merged_into) == (reason, 5, into)
