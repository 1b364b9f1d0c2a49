"""Whose pairs are judged, and on which terms."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import TenantSettings, VerdictChoice
from rematch_match.domain.experiments.arms import Arm, Experiment, arm_of
from rematch_match.domain.terms import OFF, Terms, VerdictTerms, terms_of
from rematch_match.domain.verdicts.recent import Recent
from rematch_match.ruling import verdict_terms
from rematch_match.settings import VerdictSettings
from tests.fakes.samples import NOW

DEPLOYED = VerdictTerms(on=True, top=10, calls_a_day=1_000, possible=True)


def deployment(**more: Any) -> VerdictSettings:
    return VerdictSettings(database_url="postgresql://nobody@127.0.0.1:1/nothing", **more)


def chosen(choice: VerdictChoice | None, deployed: VerdictTerms = DEPLOYED) -> VerdictTerms:
    return terms_of(TenantSettings(tenant_id="demo", version=1, verdicts=choice), Terms(verdicts=deployed)).verdicts


def test_what_a_tenant_does_not_choose_is_the_deployments() -> None:
    assert chosen(None) == chosen(VerdictChoice()) == DEPLOYED
    told = chosen(VerdictChoice(top=3, ceiling=5, weight=0.2, calls_per_day=0, usd_per_day=1.5))
    assert told == replace(DEPLOYED, top=3, ceiling=5, weight=0.2, calls_a_day=0, money_a_day=1.5)
    assert not chosen(VerdictChoice(on=False)).on
    assert chosen(VerdictChoice(on=True), replace(DEPLOYED, on=False)).on


def test_without_a_language_model_nobody_has_verdicts() -> None:
    assert chosen(VerdictChoice(on=True), OFF) == OFF
    assert verdict_terms(deployment()) == OFF
    assert verdict_terms(deployment(judges="local", verdict_top=4)) == replace(DEPLOYED, top=4)


def test_what_a_day_may_cost_moves_no_score() -> None:
    same = replace(DEPLOYED, top=3, calls_a_day=5, money_a_day=0.1)
    assert same.counting == DEPLOYED.counting
    for other in (replace(DEPLOYED, ceiling=5.0), replace(DEPLOYED, weight=0.1), replace(DEPLOYED, on=False)):
        assert other.counting != DEPLOYED.counting
    assert replace(DEPLOYED, on=False, weight=0.1).counting == OFF


TRIAL = Experiment("blend", (Arm("one", weight=0.1, ceiling=3.0), Arm("other", prompt="v2")), NOW)
TAKING_PART = replace(DEPLOYED, weight=0.3, experiment=TRIAL)
LATER = NOW + timedelta(days=1)


def test_a_persons_arm_comes_before_what_the_deployment_says() -> None:
    found = {}
    for number in range(40):
        own = TAKING_PART.of_person(("demo", f"c-{number}"), LATER)
        assert own.arm is not None
        assert own.arm.arm == arm_of(TRIAL, "demo", f"c-{number}").name
        found[own.arm.arm] = (own.weight, own.ceiling, own.prompt)
    assert found == {"one": (0.1, 3.0, "v1"), "other": (0.3, 0.0, "v2")}


def test_nobody_is_in_an_arm_before_the_start_or_without_verdicts() -> None:
    person = ("demo", "c-1")
    assert TAKING_PART.of_person(person, NOW - timedelta(seconds=1)) == TAKING_PART
    assert TAKING_PART.of_person(person, NOW).arm is not None
    off = replace(TAKING_PART, on=False)
    assert off.of_person(person, LATER) == off
    assert DEPLOYED.of_person(person, LATER) == DEPLOYED
    of_all = Terms(verdicts=DEPLOYED)
    assert of_all.of_person(person, LATER) is of_all


def test_who_has_chosen_a_blend_is_in_no_experiment_with_blends() -> None:
    prompts = replace(DEPLOYED, experiment=Experiment("words", (Arm("one"), Arm("other", prompt="v2")), NOW))
    for own in (VerdictChoice(weight=0.2), VerdictChoice(ceiling=1)):
        assert chosen(own, TAKING_PART).experiment is None
        assert chosen(own, prompts).experiment is prompts.experiment
    for other in (None, VerdictChoice(top=3)):
        assert chosen(other, TAKING_PART).experiment is TRIAL
    weighed = TenantSettings(tenant_id="demo", version=1, weights={"semantic": 0.3, "judgement": 0.9})
    assert terms_of(weighed, Terms(profile="hybrid", verdicts=TAKING_PART)).verdicts.experiment is None
    assert chosen(None, TAKING_PART).counting != replace(TAKING_PART, experiment=None).counting


def test_a_prompt_that_there_is_none_of_is_refused() -> None:
    with pytest.raises(ValueError, match="use one of v1"):
        deployment(verdict_prompt="v0")


def test_what_was_said_lately_is_bounded_and_lapses() -> None:
    now = [0.0]
    recent: Recent[int, str] = Recent(most=2, seconds=300.0, clock=lambda: now[0])
    recent.put(1, "one")
    recent.put(2, "two")
    assert recent.get(1) == "one"
    recent.put(3, "three")
    assert ([recent.get(key) for key in (1, 2, 3)], len(recent)) == (["one", None, "three"], 2)
    now[0] = 300.0
    assert ([recent.get(key) for key in (1, 3)], len(recent)) == ([None, None], 0)
