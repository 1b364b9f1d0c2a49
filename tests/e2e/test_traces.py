"""One posting is one trace, from the request that brought it to the message that tells of it, over OTLP."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from rematch_common.contracts import RAW_JOBS
from rematch_common.records import Outgoing
from rematch_devstack.standin.endpoints import Endpoints
from rematch_devstack.waiting import until
from tests.integration.common.topics import publisher
from tests.reliability.harness.system import System, create_key, system

pytestmark = pytest.mark.stack
_PATIENCE = 120.0
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
    id: str
    above: str
    links: tuple[str, ...]


def spans(collector: Endpoints, trace: str | None = None) -> list[Seen]:
    found = []
    for sent in collector.at("/v1/traces"):
        for resource in ExportTraceServiceRequest.FromString(sent.body).resource_spans:
            told = {one.key: one.value.string_value for one in resource.resource.attributes}
            found += [
                (
                    span.trace_id.hex(),
                    Seen(
                        told["service.name"],
                        span.name,
                        span.span_id.hex(),
                        span.parent_span_id.hex(),
                        tuple(link.trace_id.hex() for link in span.links),
                    ),
                )
                for scope in resource.scope_spans
                for span in scope.spans
            ]
    return [span for of, span in found if trace in (None, of)]


def way(seen: Sequence[Seen]) -> list[tuple[str, str]]:
    """From the span of the caller's on: each stands under the one before it. The last is the delivery."""
    by_id: Mapping[str, Seen] = {span.id: span for span in seen}
    [last] = [span for span in seen if span.name.startswith("deliver ")]
    steps = [last]
    while steps[-1].above != CALLER:
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


def lines_of(whole: System, service: str, trace: str) -> list[dict[str, object]]:
    lines = [orjson.loads(line) for line in whole.said[service] if line.startswith("{")]
    return [line for line in lines if line.get("trace_id") == trace]


async def test_one_posting_is_one_trace_from_the_request_to_the_delivery(tmp_path: Path) -> None:
    async with Endpoints() as world, asyncio.timeout(_PATIENCE * 2):
        env = {"WEBHOOKS_INSECURE": "true", "WEBHOOKS_PRIVATE": "true", "OTLP_ENDPOINT": world.url("")}
        told = {"OTEL_BSP_SCHEDULE_DELAY": "200", **{f"REMATCH_{name}": value for name, value in env.items()}}
        async with system(tmp_path, 10.0, **told) as whole:
            await subscribed(whole, world.url("/hook"))
            await whole.post("/v1/candidates", [PERSON])

            async def the_person_is_there() -> bool:
                return any(span.name == "process embedded-candidates" for span in spans(world))

            await until(the_person_is_there)
            await posted(whole, POSTING)
            await world.until_arrived("/hook", 1)

            async def delivered() -> bool:
                return any(span.name == "deliver webhook" for span in spans(world, TRACE))

            await until(delivered)
            assert way(spans(world, TRACE)) == [
                ("rematch-ingest", "POST /v1/jobs"),
                ("rematch-dedup", "process raw-jobs"),
                ("rematch-embed", "process deduped-jobs"),
                ("rematch-match", "process embedded-jobs"),
                ("rematch-notify", "process matches"),
                ("rematch-notify", "deliver webhook"),
            ]
            await posted(whole, [{**POSTING, "external_id": str(number)} for number in (1, 2)])

            async def both_decided() -> bool:
                begun = [span for span in spans(world) if span.name == "begin" and TRACE in span.links]
                return len(begun) == 2

            await until(both_decided)
            await publish_nonsense(whole)

            async def logged() -> bool:
                return any("dead-lettered" in str(line) for line in lines_of(whole, "dedup", TRACE))

            await until(logged)
        assert "Northwind" not in str([one.body for one in world.at("/v1/traces")])


async def publish_nonsense(whole: System) -> None:
    async with publisher(whole.bootstrap) as started:
        headers = (("traceparent", f"00-{TRACE}-{CALLER}-01".encode()),)
        await started.publish([Outgoing(RAW_JOBS.name, b"k", b"{", headers)])


async def posted(whole: System, body: object, code: int = httpx.codes.ACCEPTED) -> None:
    headers = {"Authorization": f"Bearer {whole.key}", "traceparent": f"00-{TRACE}-{CALLER}-01"}
    async with httpx.AsyncClient(timeout=20.0, headers=headers) as client:
        answer = await client.post(whole.url("ingest", "/v1/jobs"), json=body)
    assert answer.status_code == code, answer.text
