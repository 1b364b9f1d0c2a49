"""A tenant that uses a secure system: people, postings, and the live feed of its matches."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import httpx
import orjson

from rematch_devstack.waiting import until
from tests.secure.system import SecureSystem

PATIENCE = 180.0


class Tenant:
    """`heard`: the titles of postings that the feed has told of, in the order of the news."""

    def __init__(self, system: SecureSystem, key: str) -> None:
        self._system = system
        self._client = httpx.AsyncClient(timeout=20.0, headers={"Authorization": f"Bearer {key}"})
        self.heard: list[str] = []

    async def takes(self, path: str, items: Sequence[object]) -> None:
        """Until ingest has taken them, as a patient client does."""

        async def accepted() -> bool:
            try:
                answer = await self._client.post(self._system.url("ingest", path), json=items)
            except httpx.TransportError:
                return False
            assert answer.status_code in (202, 401, 503), answer.text
            return answer.status_code == httpx.codes.ACCEPTED

        async with asyncio.timeout(PATIENCE):
            await until(accepted)

    async def person(self, name: str, *skills: str) -> None:
        person = {"candidate_id": name, "headline": f"Works with {', '.join(skills)}", "skills": skills}
        await self.takes("/v1/candidates", [person])

    async def posting(self, number: int, *skills: str) -> str:
        """The title, by which it is known when it comes out."""
        title = f"{skills[0]} specialist {number}"
        posting = {
            "source": "board",
            "external_id": f"p-{number}",
            "title": title,
            "company": f"Works {number}",
            "description": f"We look for somebody who knows {' and '.join(skills)}, in our office number {number}.",
            "skills": skills,
        }
        await self.takes("/v1/jobs", [posting])
        return title

    async def listen(self) -> None:
        """Until cancelled; comes back whenever the feed breaks off."""
        while True:
            with contextlib.suppress(httpx.HTTPError):
                async with self._client.stream("GET", self._system.url("notify", "/v1/stream")) as answer:
                    async for line in answer.aiter_lines():
                        if line.startswith("data:"):
                            self._hear(orjson.loads(line.removeprefix("data:")))
            await asyncio.sleep(0.2)

    def _hear(self, told: object) -> None:
        if isinstance(told, dict) and isinstance(told.get("job"), dict):
            self.heard.append(str(told["job"]["title"]))

    async def hears(self, title: str, within: float = PATIENCE) -> None:
        async def told() -> bool:
            return title in self.heard

        async with asyncio.timeout(within):
            await until(told)

    async def close(self) -> None:
        await self._client.aclose()


@contextlib.asynccontextmanager
async def tenant(system: SecureSystem) -> AsyncIterator[Tenant]:
    """With a key of its own, listening."""
    found = Tenant(system, await system.key())
    listening = asyncio.ensure_future(found.listen())
    try:
        yield found
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await found.close()
