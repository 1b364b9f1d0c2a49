"""The console's pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse

from rematch_common.clock import Now
from rematch_console.api.assets import Assets
from rematch_console.api.desk import Desk
from rematch_console.api.faults import add_faults
from rematch_console.api.guard import Guard
from rematch_console.api.looking import Entrance
from rematch_console.api.pages import PAGES
from rematch_console.api.rendering import Entry, renderer
from rematch_console.api.tokens import Tokens
from rematch_console.handlers.feeds import Feeds
from rematch_console.handlers.watch import Watch
from rematch_console.ports.letters import DeadLetters
from rematch_console.ports.principals import Principals
from rematch_console.ports.services import Services
from rematch_console.ports.sessions import Sessions

__all__ = ["Handlers", "Terms", "add_routes"]
_STATIC = Path(__file__).parent.parent / "static"


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the pages call."""

    services: Services
    sessions: Sessions
    now: Now
    watch: Watch
    principals: Principals
    letters: DeadLetters


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms the console is looked at. `own_key`: what anybody looks with; None where a key is asked for.
    `hosts`: names that it is reached by, beside those of this machine. `elsewhere`: links that lead out of it."""

    own_key: Callable[[], str] | None = None
    hosts: Sequence[str] = ()
    elsewhere: Sequence[Entry] = ()


def add_routes(api: FastAPI, handlers: Handlers, terms: Terms) -> None:
    assets = Assets(_STATIC)
    render = renderer(assets.url, [(page.path, page.title) for page in PAGES if page.in_menu], terms.elsewhere)
    feeds = Feeds(handlers.services)
    desk = Desk(handlers.services, handlers.sessions, render, handlers.now, handlers.watch, feeds, handlers.letters)
    api.state.entrance = Entrance(handlers.sessions, terms.own_key, handlers.principals, Tokens())
    api.add_middleware(Guard, terms.hosts, terms.own_key is None)
    add_faults(api, render)
    api.include_router(assets.routes())
    for page in PAGES:
        routes = APIRouter()
        page.routes(routes, desk)
        api.include_router(routes)

    @api.get("/", include_in_schema=False)
    async def first() -> RedirectResponse:
        return RedirectResponse(PAGES[0].path, 303)
