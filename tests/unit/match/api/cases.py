"""match's API over fakes: people of two tenants, openings, and matches between them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx

from rematch_common.admission import Admission
from rematch_common.contracts import MatchFound, match_id_of
from rematch_common.health import Health
from rematch_common.http import PROBLEM, new_api
from rematch_common.keys import NewKey, mint
from rematch_match.api import Handlers, add_routes
from rematch_match.domain.ageing import Fixed
from rematch_match.domain.asks import Asks, Pay, Place
from rematch_match.domain.explaining import explain
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.listing import Head
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.quality.showing import Showing
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer, score
from rematch_match.domain.terms import Terms
from rematch_match.domain.titles import read_title
from rematch_match.handlers.experimenting import Trials
from rematch_match.handlers.learned_status import LearnedStatus
from rematch_match.handlers.match import candidate_point, job_point
from rematch_match.handlers.preview import Preview
from rematch_match.handlers.quality import Quality
from rematch_match.handlers.react import React
from rematch_match.handlers.search import Search
from rematch_match.handlers.show import Show
from rematch_match.handlers.sources import Sources
from rematch_match.handlers.tailor import Tailor
from rematch_match.handlers.why import WhyNot
from rematch_match.ports.circumstances import Circumstances
from rematch_match.ports.models_asked import Models
from tests.fakes.audits import FakeAudits
from tests.fakes.book import FakeBook
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.experiments import FakeExperiments
from tests.fakes.history import FakeHistory
from tests.fakes.prevailing import FakePrevailing
from tests.fakes.register import FakeApplications, FakeReactions, FakeRequests
from tests.fakes.rulings import FakeBudget
from tests.fakes.samples import NOW, job, vector
from tests.fakes.shelf import Shelf
from tests.fakes.vector_index import FakeVectorIndex
from tests.fakes.wordings import FakeWordings
from tests.unit.common.api_cases import client_of
from tests.unit.common.test_keys import complete, key_of, ring, told
from tests.unit.match.judges.courts import Time, court

READER, WRITER, STRANGER, NEIGHBOUR, MANAGER = mint(), mint(), mint(), mint(), mint()
LARGEST = 20_000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Served:
    """The API, and what lies behind it. `sent`: how often what was written was sent on."""

    client: httpx.AsyncClient
    shelf: Shelf
    index: FakeVectorIndex
    sent: list[str]
    budget: FakeBudget

    async def get(self, path: str, key: NewKey = READER, /, **query: Any) -> dict[str, Any]:
        answer = await self.client.get(path, params=query, headers=as_(key))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def refused(self, path: str, expected: int, key: NewKey = READER, /, **query: Any) -> dict[str, Any]:
        return refusal(await self.client.get(path, params=query, headers=as_(key)), expected)

    async def send(self, method: str, path: str, body: object = None, key: NewKey = WRITER) -> httpx.Response:
        return await self.client.request(method, path, json=body, headers=as_(key))


def as_(key: NewKey) -> dict[str, str]:
    return {"Authorization": f"Bearer {key.text}"}


def refusal(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    body: dict[str, Any] = answer.json()
    assert (body["status"], bool(body["title"]), bool(body["detail"])) == (status, True, True)
    return body


def opening(number: int, title: str = "Data Engineer", days: int = 1, **fields: Any) -> JobFacts:
    """An opening posted so many days ago; `asks` are beside its title and place."""
    read = read_title(title)
    asks = {
        "title": title,
        "title_core": read.core,
        "occupation": read.occupation,
        "company": "Nordlicht",
        "posted_at": NOW - days * DAY,
        "places": (Place("Berlin", "Berlin", "DE"),),
        "pay": Pay(60_000, 80_000, "EUR"),
        "evidence": {"python": "Python is a must."},
    }
    about = {"title": title, "company": "Nordlicht", "location": "Berlin, Germany"}
    made = {"card": about, "asks": Asks(**(asks | fields.pop("asks", {}))), "text": f"We look for a {title}."}
    return job(number, **(made | fields))


def matched(shelf: Shelf, who: CandidateFacts, what: JobFacts, **fields: Any) -> PairKey:
    """A match as it would have been told."""
    key, terms = (who.key, what.job_id), Terms()
    found = score(what, who, Scorer(Rarity(), lambda _: terms, NOW))
    event = {
        "match_id": str(match_id_of(*who.key, what.job_id)),
        "coverage": found.coverage,
        "matched_skills": list(found.matched),
        "missing_skills": list(found.missing),
        "job": dict(what.card),
        "factors": [factor.model_dump(mode="json") for factor in found.factors],
        "explanation": explain(what, who, found, terms, Rarity()).model_dump(mode="json"),
        "trigger": "new_job",
        "scoring": found.scoring.model_dump(),
        "occurred_at": NOW.isoformat(),
    }
    assert set(event) <= set(MatchFound.model_fields)
    head = Head(key, 1, "active", found.value, NOW, found.fixed, found.value, posted_at=what.asks.posted_at)
    shelf.put(who, what)
    shelf.heads[key], shelf.bodies[key] = replace(head, **fields), event
    return key


def scored(value: float) -> Fixed:
    """What a score of so much is made of."""
    return Fixed(total=value, weight=1.0)


@asynccontextmanager
async def served(
    shelf: Shelf | None = None, terms: Terms | None = None, models: Models | None = None
) -> AsyncIterator[Served]:
    shelf, index, sent = shelf or Shelf(), FakeVectorIndex(), list[str]()
    await index.put("jobs", [point for one in shelf.jobs.values() if (point := job_point(one))])
    await index.put("candidates", [point for one in shelf.people.values() if (point := candidate_point(one))])
    made, budget = handlers(shelf, index, sent, terms or Terms()), FakeBudget()
    made = replace(made, tailor=Tailor(made.sources, models or court(Time()), budget, 5))
    api = new_api("match", Health({}))
    add_routes(api, made, LARGEST)
    keys = await complete(ring())
    api.state.admission = Admission(keys)
    scopes = {READER: ["matches:read"], WRITER: ["matches:read", "matches:write"], STRANGER: ["openings:read"]}
    scopes[MANAGER] = ["tenant:admin"]
    await keys.learn([told(key_of(key, scopes=names)) for key, names in scopes.items()])
    await keys.learn([told(key_of(NEIGHBOUR, tenant_id="second", scopes=["admin"]))])
    async with client_of(api) as client:
        yield Served(client, shelf, index, sent, budget)


def handlers(shelf: Shelf, index: FakeVectorIndex, sent: list[str], terms: Terms) -> Handlers:
    wordings = FakeWordings({"data": vector(1, 0, 0), "nurse": vector(0, 1, 0)})
    prevailing = FakePrevailing(Circumstances(otherwise=terms))
    sources = Sources(FakeBook(shelf), FakeCatalogue(shelf), index, wordings, prevailing, lambda: NOW)
    applications = FakeApplications(shelf)

    async def drain() -> None:
        sent.append("all")

    def noted(shown: Sequence[Showing]) -> None:
        shelf.shown.append(list(shown))

    return Handlers(
        sources=sources,
        show=Show(sources, noted),
        search=Search(sources, 0.5),
        preview=Preview(sources, 100),
        why_not=WhyNot(sources),
        tailor=Tailor(sources, court(Time()), FakeBudget(), 5),
        react=React(FakeReactions(shelf), applications, prevailing, drain, lambda: NOW),
        applications=applications,
        requests=FakeRequests(shelf),
        trials=Trials(FakeExperiments(shelf.books, *shelf.declared), shelf.running, lambda: NOW),
        audits=FakeAudits(shelf.noted),
        learned=LearnedStatus(shelf.models, prevailing),
        quality=Quality(FakeHistory(shelf.books), 100, lambda: NOW),
    )
