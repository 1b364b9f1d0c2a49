"""What a person is told of the tool that ranks them is what it does."""

import pytest

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
