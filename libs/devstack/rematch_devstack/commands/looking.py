"""What `rematch status` looks at: the services' own pages, the groups' offsets, the ends of the topics."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import httpx
import orjson
from aiokafka import TopicPartition
from prometheus_client.parser import text_string_to_metric_families

from rematch_common.contracts import SERVICES
from rematch_common.positions import Offsets, administrating, committed
from rematch_devstack.commands.broker import Span, Spans, connected, kafka_told
from rematch_devstack.commands.target import Target

DLQ = ".dlq"
# What counts as a record done, for services that consume and for the one that is only asked over HTTP.
DONE = frozenset({"rematch_consumed_total", "rematch_http_records_total"})


@dataclass(frozen=True)
class Seen:
    """One service: `state` tells of each of its consumers."""

    service: str
    url: str
    ready: bool
    state: str
    records: int
    per_second: float


@dataclass(frozen=True)
class Lag:
    """How many records of a topic a group has not finished."""

    group: str
    topic: str
    lag: int


@dataclass(frozen=True)
class Depth:
    """How many records lie in a dead-letter queue."""

    topic: str
    records: int


@dataclass(frozen=True)
class Status:
    services: Sequence[Seen]
    lags: Sequence[Lag]
    dead_letters: Sequence[Depth]


async def look(target: Target, seconds: float) -> Status:
    """Everything, with rates over so many seconds."""
    async with httpx.AsyncClient(timeout=3.0) as client:
        services, (lags, depths) = await asyncio.gather(
            asyncio.gather(*(_service(client, name, url, seconds) for name, url in target.services.items())),
            _topics(target.bootstrap),
        )
    return Status(services, lags, depths)


async def _service(client: httpx.AsyncClient, name: str, url: str, seconds: float) -> Seen:
    ready, state = await _readiness(client, url)
    before = await _done(client, url)
    await asyncio.sleep(seconds)
    after = await _done(client, url)
    # It may have been started again in between, and counts from zero then.
    return Seen(name, url, ready, state, after, max(0, after - before) / seconds)


async def _readiness(client: httpx.AsyncClient, url: str) -> tuple[bool, str]:
    try:
        answer = await client.get(f"{url}/readyz")
        told = answer.json()["consumers"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return False, "does not answer"
    return answer.status_code == httpx.codes.OK, state_of(told) or "serves"


def state_of(consumers: Mapping[str, Mapping[str, object]]) -> str:
    """What the consumers of one service do, in a few words."""
    return ", ".join(
        f"{name} {facts['state']}" if len(consumers) > 1 else str(facts["state"]) for name, facts in consumers.items()
    )


async def _done(client: httpx.AsyncClient, url: str) -> int:
    try:
        answer = await client.get(f"{url}/metrics")
    except httpx.HTTPError:
        return 0
    return done_of(answer.text) if answer.status_code == httpx.codes.OK else 0


def done_of(exposition: str) -> int:
    """The records that a service has done since it started, as its metrics tell."""
    samples = (sample for family in text_string_to_metric_families(exposition) for sample in family.samples)
    return round(sum(sample.value for sample in samples if sample.name in DONE))


async def _topics(bootstrap: str) -> tuple[list[Lag], list[Depth]]:
    async with connected(bootstrap) as broker:
        read_by = await _committed(bootstrap)
        queues = {name for name in broker.topics if name.endswith(DLQ)}
        read = {part.topic for offsets in read_by.values() for part in offsets}
        spans = await broker.spans(sorted(queues | (read & broker.topics)))
    return lags_of(read_by, spans), depths_of(queues, spans)


async def _committed(bootstrap: str) -> dict[str, Offsets]:
    """What each group of a service has committed."""
    with kafka_told(bootstrap):
        async with administrating(bootstrap) as admin:
            known = sorted((name for name, *_ in await admin.list_consumer_groups() if service_of(name)), key=_in_flow)
            return {group: await committed(admin, group) for group in known}


def service_of(group: str) -> str:
    """Whose it is: its own, that of its bulk topics, or of a model that is being introduced; empty if nobody's."""
    name = group.removesuffix("-bulk").partition(".")[0]
    return name if name in SERVICES else ""


def _in_flow(group: str) -> tuple[int, str]:
    return SERVICES.index(service_of(group)), group


def lags_of(committed: Mapping[str, Mapping[TopicPartition, int]], spans: Spans) -> list[Lag]:
    """The lag of each group on each topic that it has read from; of a partition not yet read, all that is there."""
    lags = []
    for group, offsets in committed.items():
        for topic in sorted({part.topic for part in offsets}):
            behind = [_behind(offsets.get(part), span) for part, span in spans.items() if part.topic == topic]
            lags.append(Lag(group, topic, sum(behind)))
    return lags


def _behind(offset: int | None, span: Span) -> int:
    return max(0, span.end - max(span.first, offset or 0))


def depths_of(queues: Iterable[str], spans: Spans) -> list[Depth]:
    """The queues that hold anything."""
    depths = [Depth(name, sum(len(span) for part, span in spans.items() if part.topic == name)) for name in queues]
    return sorted((depth for depth in depths if depth.records), key=lambda depth: -depth.records)


def as_json(seen: Status) -> bytes:
    return orjson.dumps(asdict(seen))


Section = tuple[tuple[str, ...], list[tuple[object, ...]], str]


def sections(seen: Status) -> list[Section]:
    """Headings and rows of what was seen, and what to say when there are none."""
    services: list[tuple[object, ...]] = [
        (s.service, "ready" if s.ready else "not ready", s.state, f"{s.records:,}", f"{s.per_second:.1f}", s.url)
        for s in seen.services
    ]
    lags: list[tuple[object, ...]] = [(each.group, each.topic, f"{each.lag:,}") for each in seen.lags]
    depths: list[tuple[object, ...]] = [(each.topic, f"{each.records:,}") for each in seen.dead_letters]
    return [
        (("service", "", "state", "records", "per second", "address"), services, "no services known here"),
        (("group", "topic", "lag"), lags, "no group has committed anything yet"),
        (("dead letters", "records"), depths, "no dead letters"),
    ]
