"""One posting is one trace, from the request that brought it to the message that tells of it, over OTLP."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

import httpx
import orjson
import pytest
import pytest_asyncio
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from rematch_common.contracts import RAW_JOBS
from rematch_common.records import Outgoing
from rematch_devstack.standin.endpoints import Endpoints
from rematch_devstack.waiting import until
from tests.integration.common.topics import publisher
from tests.reliability.harness.system import System, create_key, system

pytestmark = pytest.mark.stack
_PATIENCE = 120.0
NONSENSE = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
TRACE, CALLER = "5f0c1a6e7d3b4c2f9a8e7d6c5b4a3f21", "00f067aa0ba902b7"
POSTING = {
    "source": "example-board",
    "external_id": "4711",
    "title": "Senior Python Developer",
    "company": "Northwind Labs",
    "description": "Build APIs with Python, Django and PostgreSQL. Docker is a plus.",
    "location": "Lisbon",
}
PERSON = {"candidate_id": "developer", "titles": ["Python Developer"], "skills": ["Python", "Django", "PostgreSQL"]}


@dataclass(frozen=True)
class Seen:
    """A span as the collector got it, ids in hex."""

    service: str
    name: str
    trace: str
    id: str
    above: str
    links: tuple[str, ...]


def spans(collector: Endpoints, trace: str | None = None) -> list[Seen]:
    found = []
    for sent in collector.at("/v1/traces"):
        for resource in ExportTraceServiceRequest.FromString(sent.body).resource_spans:
            told = {one.key: one.value.string_value for one in resource.resource.attributes}
            found += [
                Seen(told["service.name"], span.name, *_ids(span), tuple(link.trace_id.hex() for link in span.links))
                for scope in resource.scope_spans
                for span in scope.spans
            ]
    return [span for span in found if trace in (None, span.trace)]


def _ids(span: Span) -> tuple[str, str, str]:
    return span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()


def way(seen: Sequence[Seen]) -> list[tuple[str, str]]:
    """From the caller's span to the delivery, each step under the one before it; nothing before all of it is there."""
    by_id = {span.id: span for span in seen}
    steps = [span for span in seen if span.name.startswith("deliver ")][:1]
    while steps and steps[-1].above != CALLER:
        if steps[-1].above not in by_id:
            return []
        steps.append(by_id[steps[-1].above])
    return [(span.service, span.name) for span in reversed(steps)]


async def subscribed(whole: System, target: str) -> None:
    key = await create_key(whole, "subscriptions:write", "subscriptions:read")
    wish = {"subscriber": "recruiter:R1", "filter": {"min_score": 1}, "channel": "webhook", "target": target}
    async with httpx.AsyncClient(timeout=20.0, headers={"Authorization": f"Bearer {key}"}) as client:

        async def taken() -> bool:
            answer = await client.post(whole.url("notify", "/v1/subscriptions"), json=wish)
            assert answer.status_code in (201, 401, 503), answer.text
            return answer.status_code == httpx.codes.CREATED

        await until(taken)


@dataclass(frozen=True)
class Running:
    """The system, and the world that it tells: one endpoint of it is the collector."""

    whole: System
    world: Endpoints


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with Endpoints() as world:
        env = {"WEBHOOKS_INSECURE": "true", "WEBHOOKS_PRIVATE": "true", "OTLP_ENDPOINT": world.url("")}
        told = {"OTEL_BSP_SCHEDULE_DELAY": "200", **{f"REMATCH_{name}": value for name, value in env.items()}}
        async with system(tmp_path_factory.mktemp("traces"), 10.0, **told) as whole:
            await subscribed(whole, world.url("/hook"))
            await whole.post("/v1/candidates", [PERSON])
            yield Running(whole, world)


async def reached(condition: Callable[[], bool]) -> None:
    async def there() -> bool:
        return condition()

    async with asyncio.timeout(_PATIENCE):
        await until(there)


@pytest.mark.asyncio(loop_scope="module")
async def test_one_posting_is_one_trace_from_the_request_to_the_delivery(running: Running) -> None:
    await reached(lambda: any(span.name == "process embedded-candidates" for span in spans(running.world)))
    await posted(running.whole, POSTING)
    await reached(lambda: bool(way(spans(running.world, TRACE))))
    assert way(spans(running.world, TRACE)) == [
        ("rematch-ingest", "POST /v1/jobs"),
        ("rematch-dedup", "process raw-jobs"),
        ("rematch-embed", "process deduped-jobs"),
        ("rematch-match", "process embedded-jobs"),
        ("rematch-notify", "process matches"),
        ("rematch-notify", "deliver webhook"),
    ]
    assert b"Northwind" not in b"".join(one.body for one in running.world.at("/v1/traces"))


@pytest.mark.asyncio(loop_scope="module")
async def test_each_posting_of_a_list_has_its_own_which_leads_back_to_the_request(running: Running) -> None:
    await posted(running.whole, [{**POSTING, "external_id": str(number)} for number in (1, 2)])

    def begun() -> set[str]:
        return {span.trace for span in spans(running.world) if span.name == "begin" and TRACE in span.links}

    await reached(lambda: len(begun()) == 2)

    def decided() -> set[str]:
        return {span.trace for span in spans(running.world) if span.name == "process raw-jobs"}

    await reached(lambda: begun() <= decided())


@pytest.mark.asyncio(loop_scope="module")
async def test_a_log_line_tells_the_trace_of_the_record_that_it_names(running: Running) -> None:
    await publish_nonsense(running.whole)
    await reached(lambda: any("dead-lettered" in line and NONSENSE in line for line in running.whole.said["dedup"]))
    lines = [orjson.loads(line) for line in running.whole.said["dedup"] if "dead-lettered" in line]
    assert {line["trace_id"] for line in lines} == {NONSENSE}


async def publish_nonsense(whole: System) -> None:
    async with publisher(whole.bootstrap) as started:
        headers = (("traceparent", f"00-{NONSENSE}-{CALLER}-01".encode()),)
        await started.publish([Outgoing(RAW_JOBS.name, b"k", b"{", headers)])


async def posted(whole: System, body: object) -> None:
    headers = {"Authorization": f"Bearer {whole.key}", "traceparent": f"00-{TRACE}-{CALLER}-01"}
    async with httpx.AsyncClient(timeout=20.0, headers=headers) as client:
        answer = await client.post(whole.url("ingest", "/v1/jobs"), json=body)
    assert answer.status_code == httpx.codes.ACCEPTED, answer.text
