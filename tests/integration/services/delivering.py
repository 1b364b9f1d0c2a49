"""notify with endpoints of this machine, asked as a tenant asks it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import orjson

from rematch_common.contracts import MATCHES, MatchFound, MatchWithdrawn, match_id_of
from rematch_common.contracts.examples_matches import FOUND
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing, Record
from rematch_devstack.standin.endpoints import Endpoints
from rematch_devstack.waiting import until
from rematch_notify.bootstrap import build
from rematch_notify.settings import Settings
from tests.fakes.mail_server import MailServer, mail_server
from tests.fakes.samples import received
from tests.integration.common.topics import content, publisher
from tests.integration.services.running import Place, bearer, serving

SCOPES = ("subscriptions:read", "subscriptions:write", "matches:read")
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"


@dataclass(frozen=True)
class Town:
    """Who is told, and who tells. Its tenant and people are new in every test: topics keep what was said before."""

    tenant: str
    client: httpx.AsyncClient
    key: str
    endpoints: Endpoints
    mail: MailServer
    kafka: str
    publisher: KafkaPublisher

    async def subscribe(self, path: str = "/hook", **fields: Any) -> str:
        wish = {
            "subscriber": "recruiter:R1",
            "filter": {"min_score": 1},
            "channel": "webhook",
            "target": self.endpoints.url(path),
            "secret": SECRET,
            **fields,
        }
        wish = {name: value for name, value in wish.items() if value is not None}
        answer = await self.client.post("/v1/subscriptions", json=wish, headers=bearer(self.key))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["subscription_id"])

    async def get(self, path: str) -> dict[str, Any]:
        answer = await self.client.get(path, headers=bearer(self.key))
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def publish(self, *events: MatchFound | MatchWithdrawn) -> None:
        records = [received(MATCHES, event.key, event).record for event in events]
        await self.publisher.publish([Outgoing(one.topic, one.key, one.value, one.headers) for one in records])

    def found(self, name: str = "c-1", **fields: Any) -> MatchFound:
        job_id = fields.pop("job_id", None) or uuid4()
        pair = {"tenant_id": self.tenant, "candidate_id": name, "job_id": job_id, "version": 1}
        return FOUND[0].model_copy(update={**pair, "match_id": match_id_of(self.tenant, name, job_id), **fields})

    async def state_of(self, subscription: str, *states: str) -> dict[str, Any]:
        seen: list[dict[str, Any]] = []

        async def reached() -> bool:
            seen.append(await self.get(f"/v1/subscriptions/{subscription}"))
            return seen[-1]["state"] in states

        await until(reached)
        return seen[-1]

    async def in_topic(self, topic: str, part: str) -> Record:
        """The first record of a topic whose value has this in it."""
        found: list[Record] = []

        async def there() -> bool:
            found.extend(one for one in await content(self.kafka, topic) if part in (one.value or b"").decode())
            return bool(found)

        await until(there)
        return found[0]


def told(bodies: Sequence[bytes]) -> list[Any]:
    return [orjson.loads(body)["data"] for body in bodies]


@asynccontextmanager
async def town(place: Place, **settings: Any) -> AsyncIterator[Town]:
    tenant = f"t-{uuid4().hex[:8]}"
    key = await place.key(tenant, *SCOPES)
    async with Endpoints() as endpoints, mail_server() as mail, publisher(place.kafka) as started:
        more = {
            "webhooks_insecure": True,
            "webhooks_private": True,
            "deliver_every": 0.05,
            "smtp_host": "127.0.0.1",
            "smtp_port": mail.port,
            "smtp_security": "none",
            "mail_from": "Rematch <no-reply@jobs.example.org>",
            "telegram_token": "42:token",
            "telegram_api": endpoints.url(""),
            **settings,
        }
        async with serving(lambda port: build(Settings(**place.settings("notify", port), **more))) as client:
            async with asyncio.timeout(90):
                yield Town(tenant, client, key, endpoints, mail, place.kafka, started)
