"""Traces: the W3C traceparent of a record travels with what it causes; spans are made when a collector is named."""

import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from opentelemetry import trace
from opentelemetry.trace import Link, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from rematch_common.records import Record

_propagator = TraceContextTextMapPropagator()
_collected = False


def configure(service: str, endpoint: str) -> None:
    """Send spans to an OTLP collector (HTTP); without an endpoint the API does nothing, at no cost."""
    global _collected  # noqa: PLW0603  one process, one collector; without it spans are not even built
    _collected = bool(endpoint)
    if not endpoint:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"rematch-{service}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))
    trace.set_tracer_provider(provider)


def flush() -> None:
    """Send the spans that wait, before the process ends."""
    provider = trace.get_tracer_provider()
    if _collected and hasattr(provider, "force_flush"):
        provider.force_flush(timeout_millis=2000)


def process_span(consumer: str, records: Sequence[Record]) -> "AbstractContextManager[trace.Span]":
    """One span a batch, linked to what created each of its records."""
    if not _collected:
        return nullcontext(trace.INVALID_SPAN)
    tracer = trace.get_tracer("rematch")
    links = [Link(context) for context in map(_context, records) if context.is_valid]
    return tracer.start_as_current_span(
        f"process {records[0].topic}",
        kind=SpanKind.CONSUMER,
        links=links,
        attributes={
            "messaging.system": "kafka",
            "messaging.operation.name": "process",
            "messaging.operation.type": "process",
            "messaging.destination.name": records[0].topic,
            "messaging.consumer.group.name": consumer,
            "messaging.batch.message_count": len(records),
        },
    )


def _context(record: Record) -> trace.SpanContext:
    parent = record.header("traceparent")
    if parent is None:
        return trace.INVALID_SPAN_CONTEXT
    return trace.get_current_span(_propagator.extract({"traceparent": parent})).get_span_context()


def traceparent_of(record: Record) -> str:
    """The trace this record belongs to, or a new one: so a posting keeps one trace id from scrape to match."""
    context = _context(record)
    if context.is_valid:
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
    return new_traceparent()


def new_traceparent() -> str:
    ids = secrets.token_hex(24)
    return f"00-{ids[:32]}-{ids[32:]}-01"
