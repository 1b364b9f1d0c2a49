"""Access keys: those of the tenant, or of another for administrators; made, shown once, and revoked."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from rematch_common.keys import SCOPES
from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking
from rematch_console.api.notices import Notice, done
from rematch_console.api.page import Page, twin
from rematch_console.api.writing import TenantAdminWrite, Write
from rematch_console.domain.visitors import Visitor
from rematch_console.handlers.asking import asked
from rematch_console.ports.services import Question, Refused, path_of

_PATH = "/keys"
_DIGITS = 9
_KINDS = ("tenant", "scraper", "admin")
Tenant = Annotated[str | None, Query(max_length=64, pattern=r"^[A-Za-z0-9_.-]*$")]
KeyId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


def routes(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, _PATH, "keys.html")
    async def keys(visitor: Looking, notice: Notice, tenant: Tenant = None) -> dict[str, Any]:
        return {**await _listed(desk, visitor, tenant), "notice": notice}

    @api.post(_PATH, include_in_schema=False)
    async def make(write: TenantAdminWrite) -> Response:
        tenant = write.field("tenant") or None
        made, fault = None, None
        try:
            question = Question("ingest", "/v1/keys", "POST", query=_of(write.visitor, tenant), body=wish_of(write))
            made = await desk.services.ask(write.visitor.key, question)
        except Refused as refused:
            fault = {"said": refused.detail, "field": refused.field}
        shown = {**await _listed(desk, write.visitor, tenant), "notice": None, "made": made, "fault": fault}
        # Not by a redirect: the key is in this answer, once, and in no address, log or memory.
        return HTMLResponse(desk.render("keys.html", _PATH, write.visitor, shown), 422 if fault else 200)

    @api.post(f"{_PATH}/{{key_id}}/revoke", include_in_schema=False)
    async def revoke(request: Request, key_id: KeyId, write: TenantAdminWrite) -> Response:
        query = _of(write.visitor, write.field("tenant") or None)
        question = Question("ingest", "/v1/keys" + path_of(key_id), "DELETE", query=query)
        told = await desk.services.ask(write.visitor.key, question)
        later = f" ({told['message']})" if isinstance(told, dict) and "message" in told else ""
        return done(request, _PATH, f"{key_id} is revoked: it is refused everywhere within two seconds{later}")


async def _listed(desk: Desk, visitor: Visitor, tenant: str | None) -> dict[str, Any]:
    told = await asked(desk.services, visitor.key, Question("ingest", "/v1/keys", query=_of(visitor, tenant)))
    return {
        "keys": (told.said or {}).get("keys", []),
        "why_not": told.why_not,
        "tenant": tenant,
        "admin": visitor.may("admin"),
        "may": visitor.may_write("tenant:admin"),
        "kinds": _KINDS,
        "scopes": SCOPES,
        "made": None,
        "fault": None,
    }


def _of(visitor: Visitor, tenant: str | None) -> dict[str, str | int | list[str]]:
    return {"tenant_id": tenant} if tenant and visitor.may("admin") else {}


def wish_of(write: Write) -> dict[str, Any]:
    """What ingest is asked for. Raises HTTPException for a number that is none."""
    wish: dict[str, Any] = {"kind": write.field("kind") or "tenant", "scopes": write.form.get("scope", [])}
    if name := write.field("name"):
        wish["name"] = name
    if expires := write.field("expires_at"):
        wish["expires_at"] = f"{expires}T00:00:00Z"
    if per_minute := write.field("requests_per_minute"):
        if not per_minute.isdecimal() or len(per_minute) > _DIGITS:
            raise HTTPException(422, f"requests_per_minute: a whole number of at most {_DIGITS} digits, or nothing")
        wish["requests_per_minute"] = int(per_minute)
    return wish


PAGE = Page(_PATH, "Keys", routes)
