"""`rematch model` with a real Kafka and a real database: what it tells, what it refuses, and the switch."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from rematch_common.contracts import Introduction
from rematch_common.database import Database
from rematch_common.records import Outgoing
from rematch_devstack import roles
from rematch_devstack.topics import Shape, ensure_topics
from rematch_match.adapters.postgres_models import PostgresModels
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.bootstrap import build
from rematch_match.ports import Arrivals
from rematch_match.settings import Settings
from tests.fakes.samples import job, person, vector
from tests.integration.common.topics import publisher
from tests.integration.devstack.cli_run import Rematch
from tests.servers import Postgres

pytestmark = pytest.mark.stack
NEW = vector(1, 0, model="m-2")


async def two_models(database: Database, introduction: Introduction) -> PostgresModels:
    """Of the second there is one vector less."""
    models = PostgresModels(database)
    await PostgresStore(database).write(Arrivals([job()], [person(), person("c-2")]))
    await models.keep(introduction.model, Arrivals([job(vector=NEW)], [person(vector=NEW)]))
    return models


async def test_it_tells_how_models_stand_and_switches_once_one_has_caught_up(
    postgres: Postgres, kafka: str, tmp_path: Path
) -> None:
    introduction = Introduction(f"new-{uuid4().hex[:6]}")
    await ensure_topics(kafka, Shape(embedded=True), introduction.topics)
    async with postgres.database("match") as database:
        models = await two_models(database, introduction)
        url = postgres.url(roles.role_of("match"))
        rematch = Rematch(tmp_path, REMATCH_KAFKA_BOOTSTRAP=kafka, REMATCH_DATABASE_URL=url)
        told = json.loads((await rematch("model", "status", "--json")).out)
        assert told["in_force"] == "m-1"
        assert [(one["model"], one["openings"], one["people"]) for one in told["models"]] == [
            ("m-1", 1, 2),
            ("m-2", 1, 1),
        ]
        refused = await rematch("model", "switch", introduction.model, deadline=60.0)
        assert (refused.code, await models.in_force()) == (1, "")
        assert "m-2 has not caught up: it has vectors of 1 openings and 1 people, m-1 of 1 and 2" in refused.err
        await models.keep(introduction.model, Arrivals([], [person("c-2", vector=NEW)]))
        async with publisher(kafka) as sending:
            await sending.publish([Outgoing(introduction.writes[0].name, b"somebody", b"{}", ())])
        unread = await rematch("model", "switch", introduction.model, deadline=60.0)
        assert "m-2 has not caught up: 1 records are unread" in unread.err
        done = await rematch("model", "switch", introduction.model, "--force")
        assert (done.code, await models.in_force()) == (0, "m-2")
        assert "2 people will be matched again" in done.out
        assert (await rematch("model", "switch", "m-1")).code == 0
        assert await models.in_force() == "m-1"


def test_match_follows_a_model_only_when_it_is_told_to(tmp_path: Path) -> None:
    ordinary = build(Settings(data_dir=tmp_path))
    following = build(Settings(data_dir=tmp_path, match_introducing="e5"))
    assert len(following.streams) == len(ordinary.streams) + 1
