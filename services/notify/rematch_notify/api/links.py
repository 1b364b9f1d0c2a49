"""What links in messages lead to: the only routes that ask for no key. Each token is one, for one deed."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rematch_common.buckets import Buckets
from rematch_notify.domain.links import Link
from rematch_notify.handlers.follow_link import FollowLink
from rematch_notify.ports.links import NotALink

# A minute's worth for one subscription: more than anybody presses, and no flood for whoever shares a link.
_PER_MINUTE = 30
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
}
_TEMPLATES = Path(__file__).parent.parent / "templates"


def routes(follow: FollowLink, buckets: Buckets) -> APIRouter:
    """A mail program's one click posts to /u/ at once (RFC 8058); people see a page with one button first."""
    api = APIRouter(include_in_schema=False)
    page = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined).get_template(
        "en/link.html.j2"
    )

    def shown(status: int, link: Link | None, done: bool = False) -> HTMLResponse:
        return HTMLResponse(page.render(deed=link.deed if link else "", done=done), status, _HEADERS)

    @api.get("/l/{token}")
    @api.get("/u/{token}")
    async def look(token: str) -> HTMLResponse:
        try:
            return shown(200, follow.look(token))
        except NotALink:
            return shown(410, None)

    @api.post("/l/{token}")
    @api.post("/u/{token}")
    async def go(token: str) -> HTMLResponse:
        try:
            link = follow.look(token)
            taken = await buckets.take(f"link:{link.subscription_id}", _PER_MINUTE)
            if not taken.allowed:
                return HTMLResponse("Too many at once: try again in a minute.", 429, {**_HEADERS, "Retry-After": "60"})
            return shown(200, await follow.follow(token), done=True)
        except NotALink:
            return shown(410, None)

    return api
