"""Experiments from the declaration to what came of them: over what is in memory, and over PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from rematch_common.contracts import MatchFeedback, MatchFound, MatchUpdated
from rematch_common.contracts.feedback import Action
from rematch_common.errors import Unusable
from rematch_match.domain.experiments.arms import Arm, Experiment, arm_of
from rematch_match.domain.experiments.outcomes import Count, Seen
from rematch_match.domain.facts import CandidateKey
from rematch_match.handlers.experimenting import Declare, Trials
from tests.contract.verdicts import SECOND, STORES, Chamber, opened
from tests.fakes.samples import NOW, job, job_id, person

TRIAL = Experiment("blend", (Arm("usual"), Arm("half", weight=1.0)), NOW)
PROMPTS = Experiment("words", (Arm("first", prompt="v1"), Arm("second", prompt="v2")), NOW)
chamber = pytest.fixture(params=STORES)(opened)


def people_in(trial: Experiment, arm: str, most: int, tenant: str = "demo") -> list[CandidateKey]:
    """The first so many of the arm."""
    names = (f"c-{number}" for number in range(1_000))
    return [(tenant, name) for name in names if arm_of(trial, tenant, name).name == arm][:most]


async def matched(chamber: Chamber, people: Sequence[CandidateKey], jobs: int = 1) -> None:
    everybody = [person(name, tenant) for tenant, name in people]
    pairs = [(one.key, job_id(number)) for one in everybody for number in range(jobs)]
    await chamber.arrive(*(job(number) for number in range(jobs)), *everybody, pairs=pairs)


async def say(chamber: Chamber, who: CandidateKey, what: UUID, action: Action, at: datetime | None = None) -> None:
    of = {"tenant_id": who[0], "candidate_id": who[1], "job_id": what}
    said = MatchFeedback(**of, action=action, actor="candidate", occurred_at=at or chamber.now + SECOND)
    await chamber.store.react([said], chamber.occasion(because="feedback"))


async def test_what_is_declared_once_stands(chamber: Chamber) -> None:
    other = replace(TRIAL, arms=(Arm("usual"), Arm("half", weight=0.9)))
    later = NOW + timedelta(days=1)
    assert await chamber.experiments.declare(TRIAL, NOW) == TRIAL
    assert await chamber.experiments.declare(TRIAL, later) == TRIAL
    assert await chamber.experiments.declare(other, later) == TRIAL
    await Declare(TRIAL, chamber.experiments, lambda: later)()
    with pytest.raises(Unusable, match="REMATCH_EXPERIMENT: experiment blend was declared with other arms"):
        await Declare(other, chamber.experiments, lambda: later)()
    await Declare(PROMPTS, chamber.experiments, lambda: later)()
    told = [(one.experiment, one.declared_at) for one in await chamber.experiments.all()]
    assert told == [(PROMPTS, later), (TRIAL, NOW)]


async def test_every_match_says_its_arm(chamber: Chamber) -> None:
    chamber.choose(experiment=TRIAL)
    people = [*people_in(TRIAL, "usual", 2), *people_in(TRIAL, "half", 2)]
    await matched(chamber, people)
    await chamber.give()
    told = [one for one in await chamber.events() if isinstance(one, MatchFound | MatchUpdated)]
    assert len(told) == 8
    for one in told:
        assert one.experiment is not None
        arm = arm_of(TRIAL, one.tenant_id, one.candidate_id).name
        assert (one.experiment.name, one.experiment.arm) == ("blend", arm)


async def test_the_arms_blend_counts(chamber: Chamber) -> None:
    """A weight of 1 leaves a score as it is; the usual one lowers it."""
    chamber.choose(experiment=TRIAL)
    chamber.court.score = 55.0
    (usual,), (half,) = people_in(TRIAL, "usual", 1), people_in(TRIAL, "half", 1)
    await matched(chamber, [usual, half])
    await chamber.give()
    scores: dict[str, list[float]] = {usual[1]: [], half[1]: []}
    for one in await chamber.events():
        assert isinstance(one, MatchFound | MatchUpdated)
        scores[one.candidate_id].append(one.score)
    assert scores[half[1]][1] == scores[half[1]][0] == scores[usual[1]][0] > scores[usual[1]][1]


async def test_the_arms_prompt_is_asked_and_holds(chamber: Chamber) -> None:
    chamber.choose(experiment=PROMPTS)
    people = [*people_in(PROMPTS, "first", 1), *people_in(PROMPTS, "second", 1)]
    await matched(chamber, people)
    await chamber.give()
    assert sorted(chamber.court.prompts) == ["v1", "v2"], "the same question, and not the same answer"
    assert await chamber.told() == [("new_job", None), ("new_job", None), ("verdict", 30.0), ("verdict", 30.0)]
    assert await chamber.wants.waiting() == 0


async def test_before_the_start_nobody_takes_part(chamber: Chamber) -> None:
    chamber.choose(experiment=replace(TRIAL, start=NOW + timedelta(hours=1)))
    await matched(chamber, people_in(TRIAL, "usual", 2))
    (first, second) = await chamber.events()
    assert isinstance(first, MatchFound)
    assert isinstance(second, MatchFound)
    assert first.experiment is second.experiment is None
    assert await chamber.experiments.seen("blend", None) == {}


async def test_a_match_that_was_there_before_is_not_looked_at(chamber: Chamber) -> None:
    """What only an arm's verdict has brought back into sight would be more in one arm than in the other."""
    people = people_in(TRIAL, "usual", 1)
    await matched(chamber, people)
    chamber.choose(experiment=TRIAL)
    await chamber.give()
    (_, updated) = await chamber.events()
    assert isinstance(updated, MatchUpdated)
    assert updated.experiment is not None
    assert await chamber.experiments.seen("blend", None) == {}


async def test_people_and_matches_are_counted_apart(chamber: Chamber) -> None:
    chamber.choose(experiment=TRIAL)
    usual, half = people_in(TRIAL, "usual", 3), people_in(TRIAL, "half", 2)
    await matched(chamber, [*usual, *half], jobs=2)
    await say(chamber, usual[0], job_id(0), "hired")
    await say(chamber, usual[0], job_id(1), "viewed")
    await say(chamber, usual[1], job_id(0), "shortlisted")
    await say(chamber, usual[1], job_id(0), "saved")
    await say(chamber, half[0], job_id(0), "rejected")
    await say(chamber, half[0], job_id(0), "thumbs_down")
    await say(chamber, half[1], job_id(0), "viewed", at=NOW - SECOND)
    once = Count(1, 1)
    assert await chamber.experiments.seen("blend", None) == {
        "usual": Seen(Count(3, 6), {"viewed": Count(2, 3), "applied": once, "hired": once, "saved": once}),
        "half": Seen(Count(2, 4), {"rejected": once, "thumbs_down": once}),
    }


async def test_a_tenant_sees_its_own_people_alone(chamber: Chamber) -> None:
    chamber.choose(experiment=TRIAL)
    mine, theirs = people_in(TRIAL, "usual", 2), people_in(TRIAL, "usual", 1, "second")
    await matched(chamber, [*mine, *theirs])
    await say(chamber, theirs[0], job_id(0), "applied")
    applied = {"viewed": Count(1, 1), "applied": Count(1, 1)}
    assert await chamber.experiments.seen("blend", "demo") == {"usual": Seen(Count(2, 2))}
    assert await chamber.experiments.seen("blend", "second") == {"usual": Seen(Count(1, 1), applied)}
    assert await chamber.experiments.seen("blend", None) == {"usual": Seen(Count(3, 3), applied)}


async def test_each_experiment_keeps_its_own_people(chamber: Chamber) -> None:
    """What came of the first stays there to be read when the next one runs."""
    chamber.choose(experiment=TRIAL)
    people = people_in(TRIAL, "usual", 2)
    await matched(chamber, people)
    chamber.choose(experiment=PROMPTS)
    chamber.now += SECOND
    await chamber.arrive(job(1), pairs=[(who, job_id(1)) for who in people])
    assert await chamber.experiments.seen("blend", None) == {"usual": Seen(Count(2, 2))}
    seen = await chamber.experiments.seen("words", None)
    assert sum(one.shown.pairs for one in seen.values()) == 2


async def test_who_is_erased_is_counted_no_more(chamber: Chamber) -> None:
    chamber.choose(experiment=TRIAL)
    gone, stays = people_in(TRIAL, "usual", 2)
    await matched(chamber, [gone, stays])
    await say(chamber, gone, job_id(0), "applied")
    await chamber.arrive(person(gone[1], version=2, alive=False, away_as="erased"))
    assert await chamber.experiments.seen("blend", None) == {"usual": Seen(Count(1, 1))}


async def test_a_report_is_of_what_was_declared(chamber: Chamber) -> None:
    trials = Trials(chamber.experiments, TRIAL, lambda: NOW)
    assert await trials.report("blend", None) is None
    await chamber.experiments.declare(TRIAL, NOW)
    found = await trials.report("blend", "demo")
    assert found is not None
    assert found.experiment == TRIAL
    assert trials.runs(TRIAL)
    assert not trials.runs(replace(TRIAL, start=NOW + SECOND))
    assert not Trials(chamber.experiments, None, lambda: NOW).runs(TRIAL)
