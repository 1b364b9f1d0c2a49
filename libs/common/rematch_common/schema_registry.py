"""A schema registry that speaks Confluent's REST API: Karapace, Apicurio, or Confluent's own.

It is asked once for each topic that a process writes, and the answer kept. Reading needs no registry.
"""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from rematch_common.contracts.subjects import registered_as, subject_of, subject_schema
from rematch_common.errors import DependencyAway

NAME = "schema registry"
COMPATIBILITY = "BACKWARD"
_TIMEOUT = 5.0
_MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
_HEADERS = {"Content-Type": _MEDIA_TYPE, "Accept": f"{_MEDIA_TYPE}, application/json"}


class SchemaRegistry:
    """The ids of our schemas. `url`: may hold a user and a password; asked for anew whenever a connection is made."""

    def __init__(self, url: Callable[[], str], context: Callable[[], ssl.SSLContext] = ssl.create_default_context):
        self._url = url
        self._context = context
        self._ids: dict[tuple[str, bool], int] = {}
        self._turn = asyncio.Lock()

    async def id_of(self, topic_name: str, *, of_another_release: bool = False) -> int | None:
        """The id under which the topic's schema is known there, registered if need be; None for a topic that has none.

        `of_another_release`: the record is of a wording that this process doesn't have, so the newest that is known
        there, which takes all before it, has to do. Raises DependencyAway, also for a schema that is refused: no
        record is lost for it, whoever operates the registry is asked.
        """
        if registered_as(topic_name) is None:
            return None
        wanted = (topic_name, of_another_release)
        if wanted not in self._ids:
            async with self._turn:
                if wanted not in self._ids:
                    self._ids[wanted] = await self._asked(*wanted)
        return self._ids[wanted]

    async def _asked(self, topic_name: str, of_another_release: bool) -> int:
        try:
            async with httpx.AsyncClient(
                base_url=self._url().rstrip("/"), headers=_HEADERS, timeout=_TIMEOUT, verify=self._context()
            ) as client:
                asking = _Asking(client, subject_of(topic_name))
                if of_another_release:
                    return await asking.newest()
                return await asking.registered(_schema(topic_name))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise DependencyAway(NAME, f"{type(error).__name__} {error}") from error


def _schema(topic_name: str) -> dict[str, str]:
    topic = registered_as(topic_name)
    assert topic is not None
    return {"schemaType": "JSON", "schema": subject_schema(topic)}


class _Asking:
    """What is asked about one subject, over one connection."""

    def __init__(self, client: httpx.AsyncClient, subject: str) -> None:
        self._client = client
        self._subject = subject
        self._path = f"/subjects/{quote(subject, safe='')}"

    async def registered(self, schema: dict[str, str]) -> int:
        """Who may only read asks for what a command has registered before; nothing is written twice."""
        known = await self._client.post(self._path, json=schema)
        if known.status_code != 404:
            return self._id(known)
        config = f"/config/{quote(self._subject, safe='')}"
        if (await self._client.get(config)).status_code == 404:  # else somebody has chosen, and knows why
            self._body(await self._client.put(config, json={"compatibility": COMPATIBILITY}))
        return self._id(await self._client.post(f"{self._path}/versions", json=schema))

    async def newest(self) -> int:
        return self._id(await self._client.get(f"{self._path}/versions/latest"))

    def _id(self, answer: httpx.Response) -> int:
        found = self._body(answer).get("id")
        if not isinstance(found, int) or not 0 <= found < 2**32:
            raise DependencyAway(NAME, f"its answer about {self._subject} has no id")
        return found

    def _body(self, answer: httpx.Response) -> dict[str, Any]:
        try:
            told = orjson.loads(answer.content)
        except orjson.JSONDecodeError:
            told = None
        told = told if isinstance(told, dict) else {}
        if answer.is_success:
            return told
        said = str(told.get("message", ""))[:300]
        if answer.status_code == 409:
            said = f"the schema is not {COMPATIBILITY.lower()} compatible with the one before it: {said}"
        raise DependencyAway(NAME, f"{answer.status_code} for {self._subject}: {said}")
