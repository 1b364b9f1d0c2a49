"""Nothing that scores, and nothing that a tenant can set, can name a protected attribute."""

import re
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser

import pytest
from pydantic import BaseModel

from rematch_common.contracts import CandidateChanged, CandidateEmbedded, MatchFound, TenantSettings
from rematch_devstack import workspace
from rematch_ingest.domain.candidates import read_candidate
from rematch_ingest.domain.people import Personal
from rematch_ingest.domain.reading import Refused
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer, score
from rematch_match.domain.terms import Terms
from rematch_match.settings import Settings
from tests.fakes.samples import NOW, person
from tests.unit.match.api.cases import opening

# As words of a name: `age` of a posting and `agency` are none of these, and neither is the wording `essex`.
PROTECTED = re.compile(
    r"(?:^|_| )(sex|gender|race|ethnicity|ethnic|hispanic|religion|disability|pregnant|veteran|nationality|birth|"
    r"birthday|date_of_birth|marital|female|male)(?:_|$| )"
)


def test_no_feature_and_no_factor_is_called_so() -> None:
    """By the names that a real score tells, which are all there are."""
    found = score(opening(1), person("jane"), Scorer(Rarity(), lambda _: Terms(), NOW))
    names = {*found.inputs["features"], *(factor.name for factor in found.factors)}
    for profile in PROFILES.values():
        names |= {name for name, *_ in (*profile.factors, *profile.gates, *profile.filters)}
    assert len(names) > 30
    assert [name for name in names if PROTECTED.search(name)] == []


@pytest.mark.parametrize("model", [CandidateChanged, CandidateEmbedded, MatchFound, TenantSettings, Personal, Settings])
def test_no_record_and_no_setting_has_such_a_field(model: type[BaseModel]) -> None:
    names = list(_names(model))
    assert names
    assert [name for name in names if PROTECTED.search(name)] == []


def _names(model: type[BaseModel]) -> Iterator[str]:
    schema = model.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {})


@pytest.mark.parametrize("field", ["sex", "gender", "race_ethnicity", "date_of_birth"])
def test_who_sends_one_with_a_candidate_is_refused(field: str) -> None:
    read = read_candidate({"candidate_id": "c-1", field: "quetzal"}, "demo")
    assert isinstance(read, Refused)
    assert read.field == field
    assert "quetzal" not in read.reason


def test_no_service_names_the_store_and_match_may_only_have_people_forgotten_in_it() -> None:
    named = [
        path.name.partition("_")[2]
        for path in (workspace.root() / "services").glob("**/*.py")
        if re.search(r"fairness\.\w|rematch_fairness|race_ethnicity", path.read_text("utf-8"))
    ]
    assert named == ["attributes.py"], "its migration"


def test_the_contracts_of_imports_keep_services_from_the_package() -> None:
    contracts = ConfigParser()
    contracts.read(workspace.root() / ".importlinter")
    apart = contracts["importlinter:contract:no-way-back"]
    services = {path.parent.name for path in (workspace.root() / "services").glob("*/rematch_*/__init__.py")}
    assert set(apart["source_modules"].split()) == services
    assert apart["forbidden_modules"].split() == ["rematch_devstack"]
    for path in (workspace.root() / "services").glob("*/pyproject.toml"):
        assert "rematch-devstack" not in tomllib.loads(path.read_text("utf-8"))["project"]["dependencies"]
