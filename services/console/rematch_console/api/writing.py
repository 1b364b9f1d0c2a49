"""Forms that change something: from this console's own pages, by who has signed in, with the token of their session."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, HTTPException, Request

from rematch_console.api.looking import Entrance, Looking, SignInFirst
from rematch_console.domain.visitors import Visitor

LARGEST_FORM = 3 * 1024 * 1024
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 40
TOKEN = "token"

Form = Mapping[str, list[str]]


async def form_of(request: Request) -> dict[str, list[str]]:
    """The fields of a form. Raises HTTPException 413, 415, and 403 for one that another site sends."""
    from_here(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise HTTPException(415, f"send the form as {_FORM}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise HTTPException(413, f"send at most {LARGEST_FORM:,} bytes")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise HTTPException(400, "the form can't be read") from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def from_here(request: Request) -> None:
    """What a browser says of where a request comes from: a foreign page can't make it lie."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise HTTPException(403, "this was sent by a page of another site")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise HTTPException(403, "this was sent by a page of another site")


def first(form: Form, name: str) -> str:
    return (form.get(name) or [""])[0].strip()


class Write:
    """A form's fields and who sent them, once all is right."""

    def __init__(self, visitor: Visitor, form: Form) -> None:
        self.visitor = visitor
        self.form = form

    def field(self, name: str) -> str:
        return first(self.form, name)


def writing(scope: str) -> Callable[[Request, Visitor], Awaitable[Write]]:
    """A dependency: raises SignInFirst and HTTPException 403 unless this may be done."""

    async def checked(request: Request, visitor: Looking) -> Write:
        if not visitor.signed_in:
            raise SignInFirst("/", "sign in with an access key of your own to change anything")
        form = await form_of(request)
        entrance: Entrance = request.app.state.entrance
        if not entrance.tokens.fits(visitor.session, first(form, TOKEN)):
            raise HTTPException(
                403, "this form is of an earlier sign-in: go back, load the page anew and send it again"
            )
        if not visitor.may(scope):
            raise HTTPException(403, f"this key lacks the scope {scope}")
        return Write(visitor, form)

    return checked


AdminWrite = Annotated[Write, Depends(writing("admin"))]
TenantAdminWrite = Annotated[Write, Depends(writing("tenant:admin"))]
