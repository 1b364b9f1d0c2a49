"""What another tenant's keys are answered, route by route: nothing of what is somebody else's, on any route there is.

The routes are those of the running service, and a route that has no case fails the test: whoever adds one says here
what a stranger is answered.
"""

import asyncio
import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from rematch_common.door import LINKS, OPEN, TOLD
from rematch_common.http import PROBLEM, requires
from rematch_common.routes import Problem
from rematch_common.service import Service
from rematch_devstack.waiting import until
from rematch_ingest.domain.keys import USUAL
from tests.integration.services.running import Place, bearer

# Stands in whatever the one tenant has, and nowhere else.
MARK = "Zanzibarium"
MINE, STRANGERS, OPERATORS = "acme", "rival", "deployment"
HIDDEN = frozenset({404})
# Answered with what is their own, or everybody's.
OWN = frozenset({200, 201, 202, 204})
# What changes by itself, or by being asked.
_RESTLESS = {"last_used_at", "total_requests", "state", "done", "ended_at"}
_ALL = (*USUAL["tenant"], "queue:work", "tenant:admin")


@dataclass(frozen=True)
class Case:
    """One request to a route. `stranger`: what a key of another tenant is answered that has the route's scope. `at`:
    which of the ids stands in for a part of the path, where it isn't the one of that name.
    `everybodys`: what others do shows there, too."""

    route: str
    stranger: Collection[int] = HIDDEN
    json: Any = None
    content: bytes | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    at: Mapping[str, str] = field(default_factory=dict)
    everybodys: bool = False

    @property
    def reads(self) -> bool:
        """What the tenant alone can change."""
        return self.route.startswith("GET ") and not self.everybodys


@dataclass(frozen=True)
class Who:
    key: str
    scopes: Collection[str]

    def may(self, scope: str) -> bool:
        return not {scope, "admin"}.isdisjoint(self.scopes) or scope == "categories:read"


@dataclass(frozen=True)
class Cast:
    """Who asks: the tenant whose everything is, two keys of another one, and an operator of the deployment."""

    mine: Who
    strangers: Sequence[Who]
    operator: Who


async def cast(place: Place) -> Cast:
    async def who(tenant: str, *scopes: str) -> Who:
        return Who(await place.key(tenant, *scopes), scopes)

    strangers = [await who(STRANGERS, *_ALL), await who(STRANGERS, *USUAL["scraper"])]
    return Cast(await who(MINE, *_ALL), strangers, await who(OPERATORS, "admin"))


async def known(client: httpx.AsyncClient, keys: Cast, path: str) -> None:
    """Wait until the service knows all of them; nothing comes of a POST there that says nothing."""

    async def all_known() -> bool:
        asked = [one.key for one in (keys.mine, *keys.strangers, keys.operator)]
        answers = [await client.post(path, headers=bearer(key)) for key in asked]
        return not {401, 503} & {answer.status_code for answer in answers}

    async with asyncio.timeout(20):
        await until(all_known)


def routes_of(api: FastAPI) -> dict[str, str]:
    """The scope that each route asks for. One that asks for no key is a mistake, unless its path ends in one."""
    walked = [each for each in iter_route_contexts(api.routes) if each.path not in OPEN]
    found = [each.original_route for each in walked if not (each.path or "").startswith((*LINKS, *TOLD))]
    routes = [route for route in found if isinstance(route, APIRoute)]
    assert len(routes) == len(found), "only ordinary routes can be walked"
    return {f"{method} {route.path}": _scope(route) for route in routes for method in sorted(route.methods or ())}


def _scope(route: APIRoute) -> str:
    code = requires("any").__code__
    asked = [each.call for each in route.dependant.dependencies if each.call and _code(each.call) is code]
    assert len(asked) == 1, f"{route.path} asks for no key"
    scope = inspect.getclosurevars(asked[0]).nonlocals["scope"]
    assert isinstance(scope, str)
    return scope


def _code(call: Callable[..., Any]) -> object:
    return getattr(call, "__code__", None)


class Walked:
    """Builds a service, and knows its routes."""

    def __init__(self, build: Callable[[int], Service]) -> None:
        self._build = build
        self.scopes: dict[str, str] = {}

    def __call__(self, port: int) -> Service:
        service = self._build(port)
        self.scopes = routes_of(service.api)
        return service

    def asking(self, client: httpx.AsyncClient, ids: Mapping[str, str]) -> "Asking":
        return Asking(client, self.scopes, ids)


class Asking:
    """Asks the routes of one service. `ids`: of what the one tenant has, by the name that paths call them."""

    def __init__(self, client: httpx.AsyncClient, scopes: Mapping[str, str], ids: Mapping[str, str]) -> None:
        self._client = client
        self._scopes = scopes
        self._ids = ids

    async def ask(self, case: Case, who: Who) -> httpx.Response:
        method, path = case.route.split(" ")
        names = {**self._ids, **{name: self._ids[other] for name, other in case.at.items()}}
        sent = {"json": case.json} if case.content is None else {"content": case.content}
        headers = {**bearer(who.key), **case.headers}
        query = {name: value.format(**self._ids) for name, value in case.query.items()}
        return await self._client.request(method, path.format(**names), params=query, headers=headers, **sent)

    async def strangers_find_nothing(self, cases: Sequence[Case], keys: Cast) -> dict[str, httpx.Response]:
        """What the one tenant was answered itself, in the end."""
        assert not {case.route for case in cases} ^ set(self._scopes), "every route has a case, and every case a route"
        before = await self._all_shown(cases, keys)
        for who in keys.strangers:
            for case in cases:
                self._check(case, who, await self.ask(case, who))
        after = await self._all_shown(cases, keys)
        changed = {route: (told, after[route]) for route, told in before.items() if told != after[route]}
        assert not changed, "a stranger has changed something"
        answers: dict[str, httpx.Response] = {}
        for case in cases:
            answer = answers[case.route] = await self.ask(case, self._whose(case, keys))
            assert answer.status_code in OWN, f"{case.route} finds nothing at all: {answer.text}"
        return answers

    def _check(self, case: Case, who: Who, answer: httpx.Response) -> None:
        told = f"{case.route} as {sorted(who.scopes)}: {answer.status_code} {answer.text}"
        allowed = who.may(self._scopes[case.route])
        assert answer.status_code in (case.stranger if allowed else {403}), told
        assert MARK.casefold() not in answer.text.casefold(), told
        if answer.status_code in OWN:
            asked = str(answer.request.url)
            mine = {value for name, value in self._ids.items() if name.endswith("_id") and value not in asked}
            assert not [value for value in mine if value in answer.text], told
        else:
            assert answer.headers["content-type"] == PROBLEM, told
            assert set(answer.json()) <= set(Problem.model_fields), told

    async def _all_shown(self, cases: Sequence[Case], keys: Cast) -> dict[str, Any]:
        shown = {}
        for case in cases:
            if case.reads:
                answer = await self.ask(case, self._whose(case, keys))
                assert answer.status_code == 200, f"{case.route}: {answer.text}"
                kind = answer.headers["content-type"]
                shown[f"{case.route} {case.query}"] = _still(answer.json()) if "json" in kind else answer.content
        return shown

    def _whose(self, case: Case, keys: Cast) -> Who:
        return keys.mine if keys.mine.may(self._scopes[case.route]) else keys.operator


def _still(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _still(value) for name, value in told.items() if name not in _RESTLESS}
    return [_still(one) for one in told] if isinstance(told, list) else told
