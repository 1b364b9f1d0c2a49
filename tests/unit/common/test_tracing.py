"""Traces: a posting keeps one, each stage has a span in it, and what is caused meanwhile belongs to it."""

import asyncio
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased

from rematch_common import tracing
from rematch_common.records import Record

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


def a_record(traceparent: bytes | None = None, offset: int = 7, key: bytes = b"k") -> Record:
    headers = (("traceparent", traceparent),) if traceparent is not None else ()
    return Record("raw-jobs", 0, offset, 0, key, b"{}", headers)


KNOWN, UNKNOWN = a_record(PARENT.encode()), a_record(offset=8, key=b"other")


def trace_of(span: ReadableSpan) -> str:
    context = span.get_span_context()
    assert context is not None
    return format(context.trace_id, "032x")


def test_a_record_keeps_its_trace() -> None:
    assert tracing.traceparent_of(KNOWN) == PARENT


UNREADABLE = [
    b"",
    b"nonsense",
    b"00-" + b"0" * 32 + b"-b7ad6b7169203331-01",
    b"00-0af7651916cd43dd8448eb211c80319c-" + b"0" * 16 + b"-01",
    b"ff" + PARENT.encode()[2:],
    PARENT.encode() + b"-more",
    PARENT.upper().encode(),
    b"\xff\xfe",
]


@pytest.mark.parametrize("told", UNREADABLE)
def test_a_record_without_a_readable_trace_gets_a_new_one(told: bytes) -> None:
    first, second = (tracing.traceparent_of(a_record(told)) for _ in range(2))
    assert len(first) == len(PARENT)
    assert first != second


def test_what_a_later_version_adds_is_left_out() -> None:
    assert tracing.traceparent_of(a_record(b"cc" + PARENT.encode()[2:] + b"-more")) == PARENT


def test_all_that_is_said_of_a_record_in_hand_is_of_one_trace() -> None:
    with tracing.processing("dedup", [KNOWN, UNKNOWN]):
        assert tracing.traceparent_of(UNKNOWN) == tracing.traceparent_of(UNKNOWN)
        assert tracing.traceparent_about("nobody", "other") == tracing.traceparent_of(UNKNOWN)
        assert tracing.traceparent_about("k", "other") == PARENT
        assert tracing.traceparent_about("nobody")[3:35] != TRACE
    assert tracing.traceparent_about("k")[3:35] != TRACE


def test_what_one_record_causes_belongs_to_it_under_whatever_key() -> None:
    with tracing.processing("dedup", [KNOWN]):
        assert tracing.traceparent_about("nobody") == tracing.new_traceparent() == PARENT
        assert tracing.own_traceparent()[3:35] != TRACE


async def test_threads_and_tasks_that_are_begun_meanwhile_know_it_and_those_that_outlive_it_do_not() -> None:
    over = asyncio.Event()

    async def late() -> str:
        await over.wait()
        return tracing.new_traceparent()

    with tracing.processing("dedup", [KNOWN]):
        assert await asyncio.to_thread(tracing.new_traceparent) == PARENT
        outliving = asyncio.create_task(late())
        await asyncio.sleep(0)
    over.set()
    assert (await outliving)[3:35] != TRACE


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.send_to(provider)
    yield exporter
    tracing.send_to(None)
    provider.shutdown()


def test_each_record_has_a_span_in_its_own_trace_and_what_it_causes_stands_under_it(
    spans: InMemorySpanExporter,
) -> None:
    with tracing.processing("dedup", [KNOWN, UNKNOWN]):
        caused = tracing.traceparent_of(KNOWN), tracing.traceparent_of(UNKNOWN)
    known, unknown = spans.get_finished_spans()
    assert known.name == "process raw-jobs"
    assert known.parent is not None
    assert known.parent.is_remote
    assert format(known.parent.span_id, "016x") == PARENT[36:52]
    assert unknown.parent is None
    assert (trace_of(known), trace_of(unknown)) == (TRACE, caused[1][3:35])
    assert known.context is not None
    assert caused[0] == f"00-{TRACE}-{known.context.span_id:016x}-01"
    assert known.attributes is not None
    assert known.attributes["messaging.batch.message_count"] == 2
    assert known.attributes["messaging.consumer.group.name"] == "dedup"


def test_one_that_goes_to_its_dead_letter_queue_is_the_one_that_failed(spans: InMemorySpanExporter) -> None:
    with tracing.processing("dedup", [KNOWN, UNKNOWN]):
        tracing.failed(UNKNOWN, "schema")
    assert [span.status.is_ok for span in spans.get_finished_spans()] == [True, False]


def test_a_batch_that_could_not_be_finished_says_so_without_the_errors_own_words(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="of somebody"), tracing.processing("dedup", [KNOWN]):
        raise ValueError("of somebody")
    (span,) = spans.get_finished_spans()
    assert not span.status.is_ok
    assert "of somebody" not in span.to_json()
    assert '"error.type": "ValueError"' in span.to_json()


def test_a_request_belongs_to_its_callers_trace_and_its_route_names_nobody(spans: InMemorySpanExporter) -> None:
    with tracing.answering("POST", PARENT) as asked:
        caused = tracing.new_traceparent()
        asked.answered("POST", "/v1/candidates/{candidate_id}", 202)
    (span,) = spans.get_finished_spans()
    assert (span.name, trace_of(span)) == ("POST /v1/candidates/{candidate_id}", TRACE)
    assert span.context is not None
    assert caused == f"00-{TRACE}-{span.context.span_id:016x}-01"


def test_one_of_many_things_that_a_request_brings_has_its_own_trace_and_leads_back(spans: InMemorySpanExporter) -> None:
    with tracing.answering("POST", PARENT):
        told = [tracing.own_traceparent() for _ in range(2)]
    *begun, request = spans.get_finished_spans()
    assert [trace_of(span) for span in begun] == [one[3:35] for one in told]
    assert len({trace_of(span) for span in (*begun, request)}) == 3
    assert request.context is not None
    assert [link.context.span_id for span in begun for link in span.links] == [request.context.span_id] * 2


def test_a_message_has_a_span_in_the_trace_of_each_thing_that_it_tells(spans: InMemorySpanExporter) -> None:
    other = tracing.own_traceparent()
    spans.clear()
    with tracing.delivering("webhook", [PARENT, other, PARENT, "nonsense"], 2) as told:
        told["rematch.outcome"] = "sent"
    found = spans.get_finished_spans()
    assert {trace_of(span) for span in found} == {TRACE, other[3:35]}
    assert [dict(span.attributes or {}) for span in found] == [
        {"rematch.channel": "webhook", "rematch.attempt": 2, "rematch.outcome": "sent"}
    ] * 2


def test_a_trace_that_is_not_kept_goes_on_unkept() -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider(sampler=ParentBased(ALWAYS_OFF))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.send_to(provider)
    unkept = f"{PARENT[:-2]}00"
    known = a_record(unkept.encode())
    try:
        with tracing.processing("dedup", [UNKNOWN, known]):
            begun, going_on = tracing.traceparent_of(UNKNOWN), tracing.traceparent_of(known)
        assert [int(one[-2:], 16) & 1 for one in (begun, going_on)] == [0, 0]
        assert going_on[3:35] == TRACE
        assert exporter.get_finished_spans() == ()
    finally:
        tracing.send_to(None)
