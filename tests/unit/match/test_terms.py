"""What of a tenant's settings can't be gone by leaves the deployment's in force, and is said once."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from rematch_common.contracts import TenantSettings
from rematch_match.adapters.complaints import Complaints
from rematch_match.domain.profiles import PROFILES, profile_named
from rematch_match.domain.sheets import weights_of
from rematch_match.domain.terms import Terms, terms_of
from tests.fakes.samples import NOW

DEPLOYED = Terms(profile="five_factor", weights={"skills": 0.7})
NOTHING = dict.fromkeys([*(name for profile in PROFILES.values() for name, _, _ in profile.factors), "recency"], 0.0)


def settings(version: int = 1, **chosen: Any) -> TenantSettings:
    return TenantSettings(tenant_id="demo", version=version, updated_at=NOW, **chosen)


def test_a_profile_that_nobody_knows_is_the_deployments() -> None:
    assert terms_of(settings(scoring_profile="fife_factor"), DEPLOYED).profile == "five_factor"
    assert terms_of(settings(scoring_profile="layered"), DEPLOYED).profile == "layered"
    assert terms_of(settings(), DEPLOYED).profile == "five_factor"


@pytest.mark.parametrize("profile", [None, "nobody's", *sorted(PROFILES)])
def test_weights_that_are_all_0_are_the_deployments(profile: str | None) -> None:
    terms = terms_of(settings(scoring_profile=profile, weights=NOTHING), DEPLOYED)
    assert terms.weights == DEPLOYED.weights
    assert any(weights_of(profile_named(terms.profile), terms.weights))


def test_weights_of_which_something_is_left_hold() -> None:
    for weights in ({"skills": 0.0}, {**NOTHING, "skills": 0.5}):
        assert terms_of(settings(weights=weights), DEPLOYED).weights == weights


def test_it_is_said_once_a_version_with_tenant_and_field() -> None:
    complaints, wrong = Complaints(), {"scoring_profile": "fife_factor", "weights": NOTHING}
    with capture_logs() as logged:
        for version in (1, 1, 2):
            complaints.about([settings(version, **wrong)], DEPLOYED)
        complaints.about([settings(3, scoring_profile="layered")], DEPLOYED)
    said = [(line["log_level"], line["tenant"], line["version"], line["field"]) for line in logged]
    fields = ("scoring_profile", "weights")
    assert said == [("warning", "demo", version, field) for version in (1, 2) for field in fields]
