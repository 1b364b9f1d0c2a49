"""The services over HTTP."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import orjson

from rematch_common.errors import DependencyAway
from rematch_console.ports.services import Question, Refused

# Seconds. Somebody looks at a page that waits for this.
_TIMEOUT = httpx.Timeout(8.0, connect=2.0)
# What a page shows is far less; a service that answers with more is not one of ours.
_LARGEST = 16 * 1024 * 1024
_TOLD = 500


class HttpServices:
    """Started and stopped with the process."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = {service: url.rstrip("/") for service, url in urls.items()}
        self._client = httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)

    async def start(self) -> None:
        return None

    async def stop(self) -> None:
        await self._client.aclose()

    async def ask(self, key: str, question: Question) -> Any:
        answer = await self._send(
            question.service,
            self._client.build_request(
                question.method,
                self._urls[question.service] + question.path,
                params=dict(question.query),
                content=None if question.body is None else orjson.dumps(question.body),
                headers=_headers(key, question.body is not None),
            ),
        )
        if answer.is_success:
            return _json(question.service, answer) if answer.content else None
        raise _refused(question.service, answer)

    async def text(self, service: str, path: str) -> str:
        answer = await self._send(service, self._client.build_request("GET", self._urls[service] + path))
        if not answer.is_success:
            raise _refused(service, answer)
        return answer.text

    async def events(self, key: str, service: str, path: str) -> AsyncIterator[tuple[str, str]]:
        headers = {**_headers(key), "Accept": "text/event-stream"}
        patient = httpx.Timeout(None, connect=2.0, read=60.0)  # there is a ping every 15 s
        try:
            async with self._client.stream("GET", self._urls[service] + path, headers=headers, timeout=patient) as told:
                if not told.is_success:
                    await told.aread()
                    raise _refused(service, told)
                async for event in _events(told.aiter_lines()):
                    yield event
        except httpx.HTTPError as error:
            raise DependencyAway(service, type(error).__name__) from error

    async def _send(self, service: str, request: httpx.Request) -> httpx.Response:
        try:
            answer = await self._client.send(request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DependencyAway(service, type(error).__name__) from error
        if len(answer.content) > _LARGEST:
            raise DependencyAway(service, "an answer that is too long")
        return answer


def _headers(key: str, body: bool = False) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", **({"Content-Type": "application/json"} if body else {})}


def _json(service: str, answer: httpx.Response) -> Any:
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError as error:
        raise DependencyAway(service, "an answer that is no JSON") from error


def _refused(service: str, answer: httpx.Response) -> Refused:
    try:
        told = orjson.loads(answer.content)
        detail, field = str(told.get("detail", ""))[:_TOLD], told.get("field")
    except (orjson.JSONDecodeError, AttributeError):
        detail, field = "", None
    return Refused(service, answer.status_code, detail or answer.reason_phrase, field)


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[tuple[str, str]]:
    kind, data = "message", list[str]()
    async for line in lines:
        if line.startswith("event:"):
            kind = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line:
            if data:
                yield kind, "\n".join(data)
            kind, data = "message", []
