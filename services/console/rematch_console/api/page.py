"""A page and its JSON twin: one function says what both show."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking

Shown = Mapping[str, Any]
Says = Callable[..., Awaitable[Shown]]
_REQUEST = Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request)
_VISITOR = Parameter("visitor", Parameter.KEYWORD_ONLY, annotation=Looking)


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of the menu. `routes` adds the page's routes, and those of what lies below it."""

    path: str
    title: str
    routes: Callable[[APIRouter, Desk], None]
    in_menu: bool = True


def twin(api: APIRouter, desk: Desk, path: str, template: str) -> Callable[[Says], Says]:
    """Serve what the function says at `path` through the template, and at `path`.json as it is.

    The function is a FastAPI route; one that asks a service has a parameter `visitor: Looking`. Nobody sees either
    who may not look.
    """

    def add(says: Says) -> Says:
        asked_for = signature(says).parameters

        @wraps(says)
        async def as_json(**asked: Any) -> Response:
            return json_answer(await says(**{name: asked[name] for name in asked_for}))

        @wraps(says)
        async def as_page(**asked: Any) -> Response:
            shown = await says(**{name: asked[name] for name in asked_for})
            return HTMLResponse(desk.render(template, asked["request"].url.path, asked["visitor"], shown))

        parameters = ({"request": _REQUEST, "visitor": _VISITOR} | dict(asked_for)).values()
        with_visitor = Signature([each.replace(kind=Parameter.KEYWORD_ONLY) for each in parameters])
        as_json.__signature__ = as_page.__signature__ = with_visitor  # type: ignore[attr-defined]
        api.get(f"{path}.json", include_in_schema=False)(as_json)
        api.get(path, include_in_schema=False)(as_page)
        return says

    return add


def json_answer(shown: Any) -> Response:
    return Response(orjson.dumps(shown, option=orjson.OPT_INDENT_2), media_type="application/json")
