"""One POST to an endpoint, within ten seconds, and what its answer means."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from rematch_notify.adapters.guarded import TIMEOUT, Forbidden
from rematch_notify.ports.channel import Gone, Later, Refused

_READ = 4 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """`after`: the seconds that Retry-After asks for. `body`: its first 4 KiB."""

    status: int
    body: bytes
    after: float | None


async def post(client: httpx.AsyncClient, url: str, content: bytes, headers: dict[str, str]) -> Answer:
    """Raises Later when nobody answers, Refused when the address is none that is sent to."""
    try:
        async with asyncio.timeout(TIMEOUT):
            return await _posted(client, url, content, {"Accept-Encoding": "identity", **headers})
    except TimeoutError:
        raise Later(f"no answer within {TIMEOUT:.0f} s") from None
    except Forbidden as why:
        raise Refused(str(why)) from None
    except httpx.HTTPError as error:
        # Its own text may quote the address, which may be a secret.
        raise Later(f"no connection ({type(error).__name__})") from None
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Refused("the address can't be read") from None


async def _posted(client: httpx.AsyncClient, url: str, content: bytes, headers: dict[str, str]) -> Answer:
    async with client.stream("POST", url, content=content, headers=headers) as answer:
        body = b""
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) >= _READ:
                break
        return Answer(answer.status_code, body[:_READ], retry_after(answer.headers.get("retry-after")))


def retry_after(text: str | None, now: datetime | None = None) -> float | None:
    """Seconds, or a date (RFC 9110); None for what is neither."""
    if not text:
        return None
    try:
        return max(0.0, float(text)) if text.replace(".", "", 1).isdigit() else _until(text, now)
    except (ValueError, TypeError, OverflowError):
        return None


def _until(date: str, now: datetime | None) -> float:
    at = parsedate_to_datetime(date)
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - (now or datetime.now(UTC))).total_seconds())


def judge(answer: Answer, gone: Collection[int] = (403, 410), refused: Collection[int] = (413,)) -> None:
    """Nothing for 2xx. Raises Gone or Refused for these statuses, Later for any other: an endpoint that was put up
    wrongly may be mended within the day."""
    told = f"the endpoint answers {answer.status}"
    if 200 <= answer.status < 300:
        return
    if answer.status in gone:
        raise Gone(told)
    if answer.status in refused:
        raise Refused(told)
    raise Later(told, answer.after)
