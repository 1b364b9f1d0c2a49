"""Traces: a posting keeps one, from the request or record that brought it to the message that tells of it.

The W3C traceparent of a record travels with what it causes. Spans are made when a collector is named, one for each
record and stage, under the span of the stage before. They carry ids, counts and names of ours, and no text of
exceptions, which may quote a record.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from opentelemetry import trace
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode, Tracer

from rematch_common.in_hand import InHand, holding, in_hand, made, readable
from rematch_common.records import Record

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_tracer: Tracer | None = None
_provider: "TracerProvider | None" = None
_NEW = trace.set_span_in_context(trace.INVALID_SPAN)
Told = Mapping[str, str | int]


def configure(service: str, endpoint: str) -> None:
    """Send spans to an OTLP collector (HTTP); without an endpoint none are even built. How many traces are kept is told
    by OpenTelemetry's own OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG."""
    if not endpoint:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": f"rematch-{service}", "service.namespace": "rematch"})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")))
    send_to(provider)


def send_to(provider: "TracerProvider | None") -> None:
    """What makes the spans of this process, of which there is one; None: nobody."""
    global _provider, _tracer
    _provider, _tracer = provider, provider.get_tracer("rematch") if provider else None


def flush() -> None:
    """Send the spans that wait, before the process ends."""
    if _provider is not None:
        _provider.force_flush(timeout_millis=2000)


# -- what is in hand -------------------------------------------------------------------------------------------


@contextmanager
def processing(consumer: str, records: Sequence[Record]) -> Iterator[InHand]:
    """A batch is in hand: one span for each of its records, in the trace of that record."""
    held = InHand(records)
    told = {
        "messaging.system": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.consumer.group.name": consumer,
        "messaging.batch.message_count": len(records),
    }
    spans = {}
    for record in records if _tracer else ():
        place: Told = {
            "messaging.destination.name": record.topic,
            "messaging.destination.partition.id": str(record.partition),
            "messaging.kafka.offset": record.offset,
        }
        above = readable(record.header("traceparent"))
        span = _started(f"process {record.topic}", SpanKind.CONSUMER, above, {**told, **place})
        spans[record.coordinates] = span
        held.traces[record.coordinates] = _told(span)
    with _ending(list(spans.values())), holding(held):
        held.spans = spans
        yield held


def failed(record: Record, reason: str) -> None:
    """This one of the batch goes to its dead-letter queue."""
    span = held.spans.get(record.coordinates) if (held := in_hand()) else None
    if span is not None:
        span.set_status(Status(StatusCode.ERROR))
        span.set_attribute("error.type", reason)


class Asked:
    """A request that is being answered."""

    def __init__(self, span: Span | None) -> None:
        self._span = span

    def answered(self, method: str, route: str, status: int) -> None:
        """The route as it is written in the code: a path may name a person."""
        if self._span is not None:
            self._span.update_name(f"{method} {route}")
            self._span.set_attributes({"http.route": route, "http.response.status_code": status})
            if status >= 500:
                self._span.set_status(Status(StatusCode.ERROR))


@contextmanager
def answering(method: str, traceparent: str | None) -> Iterator[Asked]:
    """A request is in hand; it belongs to its caller's trace, where it tells of one."""
    above = readable(traceparent)
    if _tracer is None:
        with holding(InHand(here=above or made())):
            yield Asked(None)
        return
    span = _started(method, SpanKind.SERVER, above, {"http.request.method": method})
    with _ending([span]), holding(InHand(here=_told(span))):
        yield Asked(span)


@contextmanager
def delivering(channel: str, traces: Sequence[str], attempt: int) -> Iterator[dict[str, str]]:
    """A message is on its way: one span in the trace of each thing that it tells. What is put into what this gives is
    told of them."""
    told: Told = {"rematch.channel": channel, "rematch.attempt": attempt}
    traces = list(dict.fromkeys(one for one in map(readable, traces) if one))
    spans = [_started(f"deliver {channel}", SpanKind.PRODUCER, above, told) for above in traces if _tracer]
    more: dict[str, str] = {}
    with _ending(spans), holding(InHand(here=traces[0] if len(traces) == 1 else None)):
        yield more
        for span in spans:
            span.set_attributes(more)


@contextmanager
def _ending(spans: Sequence[Span]) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        for span in spans:
            span.set_status(Status(StatusCode.ERROR))
            span.set_attribute("error.type", type(error).__name__)
        raise
    finally:
        for span in spans:
            span.end()


def _started(name: str, kind: SpanKind, above: str | None, told: Mapping[str, Any], links: Sequence[Link] = ()) -> Span:
    assert _tracer is not None
    context = trace.set_span_in_context(trace.NonRecordingSpan(_context(above))) if above else _NEW
    return _tracer.start_span(name, context, kind, told, links)


def _context(told: str) -> trace.SpanContext:
    return trace.SpanContext(int(told[3:35], 16), int(told[36:52], 16), True, trace.TraceFlags(int(told[53:55], 16)))


def _told(span: Span) -> str:
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


# -- what is caused --------------------------------------------------------------------------------------------


def traceparent_of(record: Record) -> str:
    """What an event says that this record causes: the record's own trace, or a new one."""
    held = in_hand()
    return (held.of(record) if held else None) or readable(record.header("traceparent")) or made()


def traceparent_about(*keys: str) -> str:
    """The same for the first of these keys under which a record is in hand; for none, what begins here."""
    held = in_hand()
    for key in keys if held else ():
        if held and (found := held.about(key.encode())):
            return found
    return new_traceparent()


def new_traceparent() -> str:
    """The trace of the request, or of the one record, that is in hand; else one that begins here."""
    held = in_hand()
    return (held.alone() if held else None) or own_traceparent()


def own_traceparent() -> str:
    """A trace that begins here, for one of many things that a request brings; it leads back to the request."""
    if _tracer is None:
        return made()
    held = in_hand()
    links = [Link(_context(held.here))] if held and held.here else []
    span = _started("begin", SpanKind.PRODUCER, None, {}, links)
    span.end()
    return _told(span)
