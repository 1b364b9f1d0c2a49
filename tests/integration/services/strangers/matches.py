"""What match has of a tenant, and what is asked of it."""

from dataclasses import replace
from datetime import UTC, datetime

import httpx

from rematch_common.clock import utc_now
from rematch_common.contracts import match_id_of
from rematch_common.database import Database
from rematch_devstack.waiting import until
from rematch_match.adapters.postgres_experiments import PostgresExperiments
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.api.aliases import ALIASES
from rematch_match.domain.experiments.arms import Arm, Experiment
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.terms import Terms, VerdictTerms
from rematch_match.ports import Arrivals
from tests.fakes.samples import job_id, person
from tests.integration.services.running import Place, bearer
from tests.integration.services.strangers.asking import MINE, OWN, STRANGERS, Case, Cast
from tests.unit.match.api.cases import opening

# Somebody of each, and what all may see.
SOMEBODY, THEIRS = person("somebody-7", MINE), person("own-1", STRANGERS)
TRIAL = Experiment("blend-1", (Arm("usual"), Arm("half", weight=0.5)), datetime(2026, 1, 1, tzinfo=UTC))
OPENINGS = [opening(1), opening(2, "Chef"), opening(3)]


async def stored(place: Place) -> None:
    """Two people, each matched with two openings."""
    await place.postgres.empty("match")
    database = Database(place.settings("match", 0)["database_url"], "match", size=1)
    await database.start()
    store, now = PostgresStore(database), utc_now()
    work = await store.write(Arrivals(OPENINGS, [SOMEBODY, THEIRS]))
    pairs = [Scored.unseen((who.key, job_id(number))) for who in (SOMEBODY, THEIRS) for number in (1, 3)]
    terms = Terms(verdicts=VerdictTerms(on=True, possible=True, experiment=TRIAL))
    assert await store.settle(pairs, work, Occasion(now, Scorer(Rarity(), lambda _: terms, now))) == len(pairs)
    await PostgresExperiments(database).declare(TRIAL, now)
    await database.stop()


async def filled(client: httpx.AsyncClient, keys: Cast) -> dict[str, str]:
    """An application and a request for the one tenant, and the ids of all that it has."""
    mine, candidate = bearer(keys.mine.key), SOMEBODY.key[1]
    body = {"candidate_id": candidate, "job_id": str(job_id(3))}
    applied = await client.post("/v1/applications", json=body, headers=mine)
    asked = await client.post("/v1/matches/generate", headers=mine)
    assert {applied.status_code, asked.status_code} <= OWN, (applied.text, asked.text)
    request = f"/v1/requests/{asked.json()['request_id']}"

    async def done() -> bool:
        told: str = (await client.get(request, headers=mine)).json()["state"]
        return told == "done"

    await until(done)
    return {
        "candidate_id": candidate,
        "match_id": str(match_id_of(MINE, candidate, job_id(1))),
        "opening": str(job_id(1)),
        "experiment": TRIAL.name,
        "application_id": applied.json()["application_id"],
        "request_id": asked.json()["request_id"],
    }


_ONE, _MATCH, _OPENING = "/v1/candidates/{candidate_id}", "/v1/matches/{match_id}", {"job_id": "opening"}
_APPLIED = "/v1/applications/{application_id}"
_PAIR = {"candidate_id": SOMEBODY.key[1], "job_id": str(job_id(1))}
_NEWER = (
    Case(f"GET {_ONE}/matches"),
    Case(f"GET {_ONE}/matches/{{match_id}}"),
    Case(f"GET {_ONE}/learn"),
    Case(f"POST {_ONE}/generate"),
    Case(f"GET {_MATCH}"),
    Case(f"PATCH {_MATCH}/status", json={"status": "viewed"}),
    Case("GET /v1/matches", OWN),
    Case("GET /v1/matches/scores", OWN),
    Case(f"GET {_MATCH}/audit"),
    Case("POST /v1/matches/generate", OWN),
    Case("GET /v1/requests/{request_id}"),
    Case("GET /v1/matched-jobs", query={"candidate": "{candidate_id}"}),
    Case("GET /v1/why-not", query={"candidate": "{candidate_id}", "job": "{opening}"}),
    Case("POST /v1/tailor", json=_PAIR),
    Case("POST /v1/feedback", json={**_PAIR, "action": "viewed"}),
    Case("GET /v1/applications", OWN),
    Case("GET /v1/applications", OWN, query={"candidate": "{candidate_id}"}),
    Case(f"GET {_APPLIED}"),
    Case("POST /v1/applications", json=_PAIR),
    Case(f"PATCH {_APPLIED}", json={"status": "screening"}),
    # Openings are everybody's; who fits them is not.
    Case("GET /v1/jobs", OWN),
    Case("GET /v1/jobs/search", OWN, query={"q": "engineer"}),
    Case("GET /v1/jobs/stats", OWN),
    Case("GET /v1/jobs/{job_id}", OWN, at=_OPENING),
    Case("GET /v1/jobs/{job_id}/candidates", OWN, at=_OPENING),
    # The deployment's experiments are every administrator's to see; what came of them is told of one's own people.
    Case("GET /v1/experiments", OWN),
    Case("GET /v1/experiments/{name}", OWN, at={"name": "experiment"}),
    # An administrator of one tenant reads of its own people; the window moves on with the clock.
    Case("GET /v1/quality", OWN, everybodys=True),
    Case("GET /v1/learned", OWN),
    Case("GET /v1/notice", OWN),
    Case("POST /v1/preview", OWN, json={"posting": {"title": "Data Engineer", "description": "Python and SQL"}}),
)
_OLDER = {f"{method} {path}": f"{method} {alias}" for method, alias, path in ALIASES}
CASES = (*_NEWER, *(replace(case, route=_OLDER[case.route]) for case in _NEWER if case.route in _OLDER))
