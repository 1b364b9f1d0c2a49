"""JSON log lines on stdout. They carry coordinates, ids and traces of records, never what is in them."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from rematch_common.in_hand import InHand, trace_id

_QUIET = ("aiokafka", "faust", "mode", "uvicorn", "alembic", "httpx", "httpx2", "openai", "botocore", "urllib3")


class _NotYetThere(logging.Filter):
    """aiokafka calls it an error that a new cluster has no group coordinator in its first second; it asks again."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith("Group Coordinator Request failed")


def configure(service: str, level: str = "INFO") -> None:
    """Called once, by __main__."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _with_trace,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.EventRenamer("message"),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    _quieten(level)
    structlog.contextvars.bind_contextvars(service=service)


def _with_trace(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """That of the record which the line names, or of the one thing that is in hand."""

    def find(held: InHand) -> str | None:
        named = line.get("record")
        return held.at(named) if isinstance(named, str) else held.alone()

    if "trace_id" not in line and (found := trace_id(find)):
        line["trace_id"] = found
    return line


def _quieten(level: str) -> None:
    """The libraries say what went wrong; what they do all day is nobody's business."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    logging.getLogger("aiokafka.consumer.group_coordinator").addFilter(_NotYetThere())


def bug(error: BaseException) -> dict[str, str]:
    """What a log line may tell of an exception, and of those it came from: not their own texts, which may quote a
    record."""
    chain: list[BaseException] = []
    before: BaseException | None = error
    while before is not None and before not in chain:
        chain.append(before)
        before = before.__cause__ or before.__context__
    trace = (f"{type(one).__name__}\n{''.join(traceback.format_tb(one.__traceback__))}" for one in chain)
    return {"kind": type(error).__name__, "trace": "".join(trace)}


def logger(name: str) -> Any:
    return structlog.stdlib.get_logger(name)
