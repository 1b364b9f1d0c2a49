"""Which model is in force, whatever goes wrong with it or happens at the same time, over PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from rematch_common.contracts import TenantSettings
from rematch_common.database import Database
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_learned import PostgresLearned
from rematch_match.adapters.postgres_tenants import PostgresTenants
from rematch_match.domain.learned.switching import Switch, taken_back_at
from rematch_match.domain.learned.training import Taught
from rematch_match.handlers.learn import roll_back
from tests.fakes.samples import NOW
from tests.integration.match.learning import TERMS, chosen, matched, taught
from tests.lightgbm_there import needs_lightgbm
from tests.servers import Postgres

pytestmark = [pytest.mark.stack, needs_lightgbm]
DAY = timedelta(days=1)


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with matched(postgres) as database:
        yield database


async def test_a_switch_that_commits_behind_a_later_one_is_seen(database: Database) -> None:
    """Two tenants' switches at once: numbers are given before it is known who commits first."""
    prevailing, models = PostgresCircumstances(database, TERMS), PostgresLearned(database, TERMS)
    await chosen(database)
    await models.keep("demo", taught(), NOW, None)
    switched = "INSERT INTO learned_switches (tenant_id, number, why, switched_at) VALUES ($1, NULL, 'rolled_back', $2)"
    async with database.transaction(["demo"]) as slow:
        await slow.execute(switched, "demo", NOW)
        async with database.transaction(["second"]) as quick:
            await quick.execute(switched, "second", NOW)
        model = (await prevailing.now()).terms("demo").learned
        assert model is not None
    assert (await prevailing.now()).terms("demo").learned is None


@pytest.mark.parametrize("broken", ["trees", "card"])
async def test_a_model_that_can_not_be_read_is_as_none(database: Database, broken: str) -> None:
    await chosen(database)
    text = "not trees" if broken == "trees" else taught().text
    number = await PostgresLearned(database, TERMS).keep("demo", Taught(taught().card, text), NOW, None)
    assert number == 1
    if broken == "card":
        async with database.transaction(["demo"]) as connection:
            copied = (
                "INSERT INTO learned_models SELECT tenant_id, 2, trained_at, '{\"data\": 1}', trees FROM learned_models"
            )
            await connection.execute(copied)
        assert await PostgresLearned(database, TERMS).switch("demo", Switch(2, "promoted", NOW), 1)
    with capture_logs() as logged:
        assert (await PostgresCircumstances(database, TERMS).now()).terms("demo").learned is None
    assert [(line["log_level"], line["tenant"]) for line in logged] == [("error", "demo")]


async def test_what_was_taken_back_stays_away_until_what_is_held_back_is_newer(database: Database) -> None:
    models, at = PostgresLearned(database, TERMS), NOW + DAY
    passed = replace(taught(), card=taught().card.model_copy(update={"refused": None}))
    early, late = (at.timestamp() + seconds for seconds in (-1, 1))
    for cut, kept in ((early, False), (late, True)):
        data = passed.card.data.model_copy(update={"cut": cut})
        judged = replace(passed, card=passed.card.model_copy(update={"data": data})).judged_since(at)
        assert judged.passed is kept
        assert kept or "was taken back on" in str(judged.card.refused)
    assert passed.judged_since(None) is passed
    await models.keep("demo", passed, NOW, None)
    assert await roll_back(models, "demo", "rolled_back", lambda: at)
    assert taken_back_at((await models.shelf("demo")).switches) == at


async def test_a_tenant_that_goes_takes_along_what_was_learned_of_its_people(database: Database) -> None:
    models, prevailing = PostgresLearned(database, TERMS), PostgresCircumstances(database, TERMS)
    await chosen(database)
    await models.keep("demo", taught(), NOW, None)
    await PostgresTenants(database, TERMS).learn([], ["demo", "second"], NOW + DAY)
    await chosen(database, version=2)
    assert (await prevailing.now()).terms("demo").learned is None
    assert [one.number for one in (await models.shelf("demo")).switches] == [1, None]
    assert (await models.shelf("second")).switches == []


async def test_who_is_known_and_who_is_not(database: Database) -> None:
    models = PostgresLearned(database, TERMS)
    await PostgresTenants(database, TERMS).learn(
        [TenantSettings(tenant_id="chooses", version=1, scoring_profile="learned")], [], NOW
    )
    assert [await models.knows(name) for name in ("demo", "chooses", "typo", "demo,second", "\x1b[31m")] == [
        *(True, True),
        *(False, False, False),
    ]
