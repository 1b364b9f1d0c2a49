"""A verdict that counted can be replayed: the audit says whose it was, and leads to the same score."""

import pytest

from rematch_match.adapters.postgres_audits import PostgresAudits
from rematch_match.domain.pairs import PairKey
from rematch_match.handlers.replay import explain
from tests.contract.verdicts import Chamber, in_postgres
from tests.fakes.samples import job, job_id, person
from tests.servers import Postgres

pytestmark = pytest.mark.stack
PAIR: PairKey = (("demo", "c-1"), job_id(1))


async def judged(chamber: Chamber) -> None:
    await chamber.arrive(person(), job(), pairs=[PAIR])
    await chamber.give()


@pytest.mark.parametrize("profile", ["rematch", "hybrid"])
async def test_what_a_verdict_came_to_is_reached_again(postgres: Postgres, profile: str) -> None:
    async with postgres.database("match") as database:
        chamber = in_postgres(database)
        chamber.choose(profile=profile)
        chamber.court.score = 45.0
        await judged(chamber)
        told = (await explain(PostgresAudits(database), PAIR))["told"]
        assert [(one["trigger"], one["equal"]) for one in told] == [("verdict", True), ("new_job", True)]
        assert told[0]["score"] < told[1]["score"]
        verdict = told[0]["versions"]["verdict"]
        assert (verdict["provider"], verdict["model"], verdict["prompt"]) == ("stand-in", "judge-1", "v1")
        assert "verdict" not in told[1]["versions"]
