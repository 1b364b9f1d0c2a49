"""Whose pairs are judged, and on which terms."""

from dataclasses import replace
from typing import Any

import pytest

from rematch_common.contracts import TenantSettings, VerdictChoice
from rematch_match.domain.terms import OFF, Terms, VerdictTerms, terms_of
from rematch_match.domain.verdicts.recent import Recent
from rematch_match.ruling import verdict_terms
from rematch_match.settings import VerdictSettings

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
