"""Refusals as problem+json (RFC 9457). Every kind has a `type` that never changes: programs tell them apart by it.

docs/operating.md lists them. A refusal with a kind of its own is a `Refusal`; any other HTTPException has that of
its status.
"""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import HTTPException
from fastapi.responses import JSONResponse

PROBLEM = "application/problem+json"
_URN = "urn:rematch:problem:"

# The kind of a refusal that says no other.
USUAL: Mapping[int, str] = {
    400: "unreadable",
    401: "key-missing",
    403: "scope-missing",
    404: "not-found",
    405: "method-not-allowed",
    408: "too-slow",
    409: "conflict",
    412: "changed-since",
    413: "too-large",
    415: "media-type",
    422: "invalid",
    429: "too-many-requests",
    500: "internal",
    503: "away",
}
TITLES: Mapping[str, str] = {
    "unreadable": "The request can't be read",
    "key-missing": "A valid access key is needed",
    "key-ended": "The access key has ended",
    "keys-unread": "Access keys are still being read",
    "scope-missing": "The access key may not do this",
    "not-found": "Not found",
    "method-not-allowed": "The route has no such method",
    "too-slow": "It did not come in time",
    "conflict": "Not as things stand",
    "sealed": "Sealed by a key that isn't there",
    "changed-since": "Changed since",
    "too-large": "Too large",
    "media-type": "Not in this format",
    "invalid": "Invalid request",
    "too-many-requests": "Too many requests",
    "internal": "Internal error",
    "away": "Something is away: try again",
}


class Refusal(HTTPException):
    """A refusal of a kind of its own: one of TITLES."""

    def __init__(self, status: int, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.kind = kind


def refusal_problem(refusal: Refusal) -> JSONResponse:
    """The answer to a refusal, for who stands where no exception handler does."""
    answer = problem(refusal.status_code, str(refusal.detail), refusal.kind)
    answer.headers.update(refusal.headers or {})
    return answer


def problem(status: int, detail: str, kind: str = "", **more: object) -> JSONResponse:
    """The answer to what is refused. Without a kind it is the usual one of the status."""
    kind = kind or USUAL.get(status, f"http-{status}")
    title = TITLES.get(kind) or HTTPStatus(status).phrase
    body = {"type": _URN + kind, "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, media_type=PROBLEM)
