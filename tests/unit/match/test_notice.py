"""What a person is told of the tool that ranks them is what it does."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rematch_match.domain.learned.columns import Rows
from rematch_match.domain.learned.correction import Correction
from rematch_match.domain.learned.model import Learned
from rematch_match.domain.notice import notice_of, words_for
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.profiles.profile import RECENCY
from rematch_match.domain.terms import Terms, VerdictTerms


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_factor_of_every_profile_is_put_into_words(profile: object) -> None:
    names = [name for name, _, _ in PROFILES[profile.name].factors]  # type: ignore[attr-defined]
    assert [name for name in (*names, RECENCY) if words_for(name) == name] == []


def test_what_weighs_most_comes_first_and_all_of_it_is_told() -> None:
    told = notice_of(Terms())
    assert told.profile == "rematch/3"
    assert [one.factor for one in told.looks_at[:2]] == ["skills", "semantic"]
    assert sum(one.weight for one in told.looks_at) == pytest.approx(1.0, abs=0.001)
    assert {one.factor for one in told.looks_at} == {name for name, _, _ in PROFILES["rematch"].factors} | {RECENCY}
    assert told.language_model is False


def test_it_tells_what_the_tenant_has_chosen() -> None:
    told = notice_of(Terms(weights={"skills": 0.0, "salary": 5.0}, verdicts=VerdictTerms(on=True, possible=True)))
    assert told.looks_at[0].factor == "salary"
    assert "skills" not in {one.factor for one in told.looks_at}
    assert told.language_model is True


def test_it_tells_what_moves_scores_beside_the_factors() -> None:
    assert "by 6 points at most" in notice_of(Terms()).summary
    assert "by 6 points" not in notice_of(Terms(weights={"taste": 0.0})).summary
    assert "by 15 points at most" not in notice_of(Terms(profile="learned")).summary, "no model is in force"
    model = Learned(1, Correction(learned=(0.0, 100.0), usual=(0.0, 100.0)), ranker=NoTrees())
    assert "by 15 points at most" in notice_of(Terms(profile="learned", learned=model)).summary


class NoTrees:
    def raw(self, rows: Rows) -> NDArray[np.float64]:
        return np.zeros(len(rows))

    def shares(self, rows: Rows) -> NDArray[np.float64]:
        return np.zeros(rows.shape)
