"""Traces: a posting keeps its trace id, and a batch is one span linked to what created its records."""

from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from rematch_common import tracing
from rematch_common.records import Headers, Record

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


def a_record(*headers: tuple[str, bytes]) -> Record:
    told: Headers = tuple(headers)
    return Record("raw-jobs", 0, 7, 0, b"k", b"{}", told)


def test_a_record_keeps_its_trace() -> None:
    assert tracing.traceparent_of(a_record(("traceparent", PARENT.encode()))) == PARENT


@pytest.mark.parametrize("told", [b"", b"nonsense", b"00-" + b"0" * 32 + b"-b7ad6b7169203331-01", b"\xff\xfe"])
def test_a_record_without_a_readable_trace_gets_a_new_one(told: bytes) -> None:
    first, second = (tracing.traceparent_of(a_record(("traceparent", told))) for _ in range(2))
    assert len(first) == len(PARENT)
    assert first != second


def test_without_a_collector_there_is_no_span() -> None:
    with tracing.process_span("dedup", [a_record()]) as span:
        assert not span.is_recording()


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_collected", True)
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


def test_a_batch_is_one_span_with_links(spans: InMemorySpanExporter) -> None:
    batch = [a_record(("traceparent", PARENT.encode())), a_record()]
    with tracing.process_span("dedup", batch):
        pass
    (span,) = spans.get_finished_spans()
    assert span.name == "process raw-jobs"
    assert span.attributes is not None
    assert span.attributes["messaging.batch.message_count"] == len(batch)
    assert span.attributes["messaging.consumer.group.name"] == "dedup"
    assert [format(link.context.trace_id, "032x") for link in span.links] == [TRACE]
