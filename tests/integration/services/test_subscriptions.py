"""Subscriptions from end to end: made over HTTP, held against what comes over Kafka, and forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from rematch_common.clock import utc_now
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import (
    ALERTS,
    DEDUPED_JOBS,
    ERASURE_RECEIPTS,
    MATCHES,
    Alert,
    ErasureReceipt,
    Event,
    JobClosed,
    Topic,
    match_id_of,
)
from rematch_common.kafka import KafkaPublisher
from rematch_devstack.waiting import until
from rematch_notify.bootstrap import build
from rematch_notify.settings import Settings
from tests.fakes.samples import found, withdrawn
from tests.integration.common.topics import publisher
from tests.integration.services.running import Place, bearer, serving, status_becomes

pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
WISH = {"subscriber": "recruiter:mo", "filter": {"min_score": 50}, "channel": "log", "target": "mo"}


@asynccontextmanager
async def notify(place: Place, *keys: str) -> AsyncIterator[httpx.AsyncClient]:
    await place.postgres.empty("notify")
    async with serving(lambda port: build(Settings(**place.settings("notify", port)))) as client:
        for key in keys:
            await status_becomes(client, "/v1/subscriptions", key, 422)
        yield client


async def say(started: KafkaPublisher, topic: Topic, event: Event) -> None:
    await started.publish([encode(topic, event.key, event, Stamp("test", utc_now()))])


class Asked:
    """What a tenant's key asks."""

    def __init__(self, client: httpx.AsyncClient, key: str) -> None:
        self._client = client
        self._headers = bearer(key)

    async def __call__(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        answer = await self._client.request(method, path, headers=self._headers, **more)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def states(self, person: str) -> list[tuple[str, str]]:
        told = (await self("GET", f"/v1/candidates/{person}/deliveries"))["deliveries"]
        return sorted((one["job_id"], one["state"]) for one in told)

    async def becomes(self, person: str, *states: tuple[UUID, str]) -> None:
        wanted = sorted((str(job), state) for job, state in states)

        async def there() -> bool:
            return await self.states(person) == wanted

        async with asyncio.timeout(20):
            await until(there)


def match(tenant: str, person: str, job: UUID, version: int, **fields: Any) -> Event:
    whole = found(tenant, person, version=version).model_dump() | {"job_id": job, "occurred_at": utc_now()} | fields
    whole |= {"match_id": match_id_of(tenant, person, job)}
    return type(found()).model_validate(whole)


async def test_what_fits_waits_follows_merges_and_goes_with_the_person(place: Place) -> None:
    tenant, person = f"t-{uuid4().hex[:8]}", f"c-{uuid4().hex[:8]}"
    old, new = uuid4(), uuid4()
    key = await place.key(tenant, "subscriptions:read", "subscriptions:write")
    async with notify(place, key) as client, publisher(place.kafka) as started:
        ask = Asked(client, key)
        # Twelve hours from now: nothing of it is sent meanwhile.
        later = {"pace": "daily", "daily_at": f"{utc_now() + timedelta(hours=12):%H:%M}", "zone": "UTC"}
        made = await ask("POST", "/v1/subscriptions", 201, json=WISH | later)
        await ask("PATCH", f"/v1/subscriptions/{made['subscription_id']}", json={"filter": {"min_score": 60}})
        await say(started, MATCHES, match(tenant, person, old, 1, score=80))
        await ask.becomes(person, (old, "waiting"))
        await say(started, MATCHES, match(tenant, person, old, 2, score=55))
        await ask.becomes(person, (old, "withdrawn"))
        await say(started, MATCHES, match(tenant, person, old, 3, score=90))
        await ask.becomes(person, (old, "waiting"))
        await say(started, DEDUPED_JOBS, JobClosed(job_id=old, version=9, reason="merged", merged_into=new))
        await ask.becomes(person, (new, "waiting"))
        gone = withdrawn(tenant, person).model_dump() | {"job_id": old, "version": 4, "reason": "merged"}
        gone |= {"match_id": match_id_of(tenant, person, old)}
        await say(started, MATCHES, type(withdrawn()).model_validate(gone | {"merged_into": new}))
        await ask.becomes(person, (new, "withdrawn"))
        await say(started, MATCHES, match(tenant, person, new, 1, score=70))
        await ask.becomes(person, (new, "waiting"))
        await say(started, ERASURE_RECEIPTS, receipt(tenant, person))
        await ask.becomes(person)


def receipt(tenant: str, person: str) -> ErasureReceipt:
    return ErasureReceipt(
        erasure_id=f"e-{person}",
        store="match",
        done_at=utc_now() + timedelta(seconds=5),
        counts={"tombstones": 0},
        tenant_id=tenant,
        candidate_id=person,
        version=4,
    )


async def test_alerts_wait_for_operators(place: Place) -> None:
    key, admin = await place.key("mine", "subscriptions:write"), await place.key("deployment", "admin")
    wish = {"subscriber": "operator:al", "about": "alerts", "channel": "log", "target": "al"}
    kind = f"k-{uuid4().hex[:8]}"
    async with notify(place, key, admin) as client, publisher(place.kafka) as started:
        await Asked(client, key)("POST", "/v1/subscriptions", 201, json=wish)
        mine = wish | {"filter": {"kinds": [kind], "least_severity": "warning"}}
        made = await Asked(client, admin)("POST", "/v1/subscriptions", 201, json=mine)
        assert made["deployment"]
        for severity in ("info", "critical"):
            text = "Twenty in a row failed."
            alert = Alert(source="dedup", kind=kind, severity=severity, text=text, subject=severity, first_at=utc_now())
            await say(started, ALERTS, alert)

        async def told() -> list[tuple[str, str]]:
            async with place.postgres.opened("notify") as database, database.transaction(["mine", "deployment"]) as one:
                rows = await one.fetch("SELECT tenant_id, body::jsonb->>'subject' AS subject FROM tellings")
            return [(row["tenant_id"], row["subject"]) for row in rows]

        async def there() -> bool:
            return bool(await told())

        async with asyncio.timeout(20):
            await until(there)
        assert await told() == [("deployment", "critical")]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"filter": {}}, "filter"),
    ({"filter": {"min_score": 0}}, "filter"),
    ({"filter": {"min_scor": 70}}, "filter.min_scor"),
    ({"filter": {"min_score": "high"}}, "filter.min_score"),
    ({"subscriber": "somebody"}, "subscriber"),
    ({"subscriber": "operator:al"}, "about"),
    ({"subscriber": "candidate:c-1", "candidate_id": "c-2"}, "candidate_id"),
    ({"channel": "pigeon"}, "channel"),
    ({"target": "line\nbreak"}, "target"),
    ({"zone": "Mars/Olympus"}, "zone"),
    ({"zone": "../../etc/passwd"}, "zone"),
    ({"zone": "Europe"}, "zone"),
    ({"daily_at": "25:00"}, "daily_at"),
    ({"quiet": {"begin": "08:00", "end": "08:00"}}, "quiet"),
    ({"cap": {"most": 0, "period": "day"}}, "cap.most"),
    ({"secret": "whsec_AAAA"}, "secret"),
    ({"colour": "red"}, "colour"),
]


async def test_what_cannot_be_is_refused_by_the_name_of_the_field(subscribed: tuple[httpx.AsyncClient, str]) -> None:
    client, key = subscribed
    for wrong, field in WRONG:
        told = await Asked(client, key)("POST", "/v1/subscriptions", 422, json=WISH | wrong)
        assert told["field"] == field, told


@pytest.fixture
async def subscribed(place: Place) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    key = await place.key("demo", "subscriptions:read", "subscriptions:write")
    async with notify(place, key) as client:
        yield client, key
