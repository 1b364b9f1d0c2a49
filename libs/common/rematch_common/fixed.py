"""Answers that are the same for everybody, and the same bytes until the next release: with an ETag, and no key."""

from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request, Response

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
# Nothing of them is a script, and nothing that they could load is let in.
_ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


@dataclass(frozen=True, slots=True)
class Fixed:
    """`kept`: how long a client may go on without asking again. `allowed`: a page's Content-Security-Policy."""

    content: bytes
    media_type: str
    kept: str = ASK_AGAIN
    allowed: str = "default-src 'none'"

    @property
    def etag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:16]}"'


def answer(request: Request, fixed: Fixed) -> Response:
    """The bytes, or 304 to who has them."""
    headers = {"ETag": fixed.etag, "Cache-Control": fixed.kept, "Content-Security-Policy": fixed.allowed, **_ALWAYS}
    if fixed.etag in _known(request):
        return Response(status_code=304, headers=headers)
    return Response(fixed.content, media_type=fixed.media_type, headers=headers)


def _known(request: Request) -> set[str]:
    told = ",".join(request.headers.getlist("if-none-match"))
    return {each.strip().removeprefix("W/") for each in told.split(",")}
