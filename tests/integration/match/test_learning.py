"""What people taught, over PostgreSQL: each tenant's own, taken up by whoever runs, and gone with who is erased."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from rematch_common.contracts import MatchFeedback
from rematch_common.contracts.feedback import Action
from rematch_common.database import Database
from rematch_match.adapters.postgres_audits import PostgresAudits
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_history import PostgresHistory
from rematch_match.adapters.postgres_learned import PostgresLearned
from rematch_match.adapters.postgres_lessons import PostgresLessons
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.facts import CandidateKey, JobFacts
from rematch_match.domain.learned.examples import Lesson
from rematch_match.domain.learned.switching import Switch
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.quality.showing import Showing
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.terms import Terms
from rematch_match.handlers.learn import Learn, learners, roll_back
from rematch_match.handlers.replay import explain
from rematch_match.ports import Arrivals
from rematch_match.ports.ledger import Overtaken
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, arrivals, job_id, person
from tests.integration.match.learning import EVE, JANE, TERMS, TREES, chosen, matched, taught
from tests.lightgbm_there import needs_lightgbm
from tests.servers import Postgres
from tests.unit.match.api.cases import opening
from tests.unit.match.learned.lessons import taught_by

pytestmark = [pytest.mark.stack, needs_lightgbm]
DAY = timedelta(days=1)


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with matched(postgres) as database:
        yield database


async def shown(database: Database, who: CandidateKey, number: int, position: int, at_day: int = 0) -> None:
    at = NOW + at_day * DAY
    await PostgresHistory(database).note([Showing((who, job_id(number)), 1, position, "rematch", 3, at)])


async def say(database: Database, who: CandidateKey, number: int, action: Action, day: int = 1) -> None:
    ids = {"tenant_id": who[0], "candidate_id": who[1], "job_id": job_id(number)}
    said = MatchFeedback(**ids, action=action, actor="candidate", occurred_at=NOW + day * DAY)
    await PostgresStore(database).react([said], occasion(because="feedback"))


async def lessons(database: Database, tenant: str = "demo", most: int = 300) -> list[Lesson]:
    told = PostgresLessons(database).of(tenant, NOW - DAY, most)
    return [one for page in [page async for page in told] for one in page]


async def test_a_lesson_is_what_was_shown_on_what_it_rested_and_what_followed(database: Database) -> None:
    await shown(database, JANE, 1, 4)
    await say(database, JANE, 1, "saved", day=-1)
    await say(database, JANE, 1, "viewed")
    await say(database, JANE, 1, "applied")
    await shown(database, JANE, 2, 5, at_day=2)
    newest, oldest = await lessons(database)
    (noted,) = await PostgresAudits(database).of((JANE, job_id(1)))
    assert (oldest.job, oldest.position, oldest.actions) == (job_id(1), 4, ("applied", "viewed"))
    assert (oldest.inputs, oldest.told, oldest.at) == (noted.inputs, noted.score, NOW.timestamp())
    assert (newest.job, newest.actions) == (job_id(2), ())
    assert [one.job for one in await lessons(database, most=1)] == [job_id(2)]


async def test_a_tenant_teaches_itself_alone(database: Database) -> None:
    await shown(database, JANE, 1, 1)
    before = await lessons(database)
    for number in (1, 2):
        await shown(database, EVE, number, 1)
        await say(database, EVE, number, "hired")
    assert await lessons(database) == before
    assert len(await lessons(database, "second")) == 2


async def test_who_is_erased_has_taught_nothing(database: Database) -> None:
    await shown(database, JANE, 1, 1)
    await say(database, JANE, 1, "applied")
    gone = replace(person("jane", version=2), alive=False, away_as="erased")
    store = PostgresStore(database)
    work = await store.write(arrivals(gone))
    await store.settle([], work, occasion())
    assert await lessons(database) == []


async def test_a_model_holds_for_who_runs_already_and_for_its_tenant_alone(database: Database) -> None:
    prevailing, models = PostgresCircumstances(database, TERMS), PostgresLearned(database, TERMS)
    await chosen(database)
    assert (await prevailing.now()).terms("demo").learned is None
    assert await models.keep("demo", taught(), NOW, None) == 1
    now = await prevailing.now()
    model = now.terms("demo").learned
    assert model is not None
    assert (model.number, now.terms("second").learned) == (1, None)
    np.testing.assert_array_equal(model.ranker.raw(taught_by().rows), TREES.read(taught().text).raw(taught_by().rows))
    assert (await roll_back(models, "demo", "rolled_back", lambda: NOW)) is not None
    assert (await prevailing.now()).terms("demo").learned is None
    assert await learners(prevailing) == ["demo"]


async def test_a_tenant_of_another_profile_is_scored_without(database: Database) -> None:
    await chosen(database, scoring_profile="five_factor")
    await PostgresLearned(database, TERMS).keep("demo", taught(), NOW, None)
    terms = (await PostgresCircumstances(database, TERMS).now()).terms("demo")
    assert (terms.learned, terms.stand) == (None, 2)


async def waiting(database: Database) -> int:
    async with database.transaction(["demo", "second"]) as connection:
        return int(await connection.fetchval("SELECT count(*) FROM backlog"))


async def test_a_switch_has_the_tenants_people_matched_again(database: Database) -> None:
    models = PostgresLearned(database, TERMS)
    await models.keep("demo", taught(), NOW, None)
    assert await waiting(database) == 0, "nobody goes by it"
    await chosen(database)
    before = await waiting(database)
    await models.switch("demo", Switch(None, "rolled_back", NOW), 1)
    assert await waiting(database) == before + 1


async def settled(database: Database, one: JobFacts, terms: Terms) -> int:
    store = PostgresStore(database)
    work = await store.write(Arrivals([one], []))
    when = Occasion(NOW, Scorer(occasion().scorer.rarity, lambda _: terms, NOW))
    return await store.settle([Scored.unseen((JANE, one.job_id))], work, when)


async def test_what_was_scored_before_a_switch_is_scored_again(database: Database) -> None:
    """And what was told with a model replays without it."""
    await chosen(database)
    prevailing = PostgresCircumstances(database, TERMS)
    old = (await prevailing.now()).terms("demo")
    await PostgresLearned(database, TERMS).keep("demo", taught(), NOW, None)
    with pytest.raises(Overtaken):
        await settled(database, opening(3), old)
    assert await settled(database, opening(3), (await prevailing.now()).terms("demo")) == 1
    (told,) = (await explain(PostgresAudits(database), (JANE, job_id(3))))["told"]
    assert told["equal"]
    assert told["factors"][-1]["name"] == "learned"


async def test_a_refused_model_is_kept_and_unchanged_data_makes_no_second(database: Database) -> None:
    await chosen(database)
    await shown(database, JANE, 1, 1)
    models = PostgresLearned(database, TERMS)
    learn = Learn(PostgresLessons(database), models, TREES, lambda: NOW + DAY)
    terms = (await PostgresCircumstances(database, TERMS).now()).terms("demo")
    assert (await learn("demo", terms, dry_run=True)).number is None
    first, second = [await learn("demo", terms, dry_run=False) for _ in range(2)]
    assert (first.outcome, first.number, second.outcome, second.number) == ("refused", 1, "unchanged", None)
    shelf = await models.shelf("demo")
    assert (len(shelf.models), shelf.switches, shelf.models[0].card) == (1, [], first.taught.card)
    assert await roll_back(models, "demo", "rolled_back", lambda: NOW) is None


@pytest.mark.parametrize("table", ["learned_models", "learned_switches"])
async def test_nobody_changes_what_was_kept(database: Database, table: str) -> None:
    await PostgresLearned(database, TERMS).keep("demo", taught(), NOW, None)
    with pytest.raises(Exception, match="append-only"):
        async with database.transaction(["demo"]) as connection:
            await connection.execute(f"DELETE FROM {table}")
