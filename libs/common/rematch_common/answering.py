"""A program that is asked one thing on its command line, answers on standard output and ends.

Exit 2 for words that ask for nothing, 1 when there is no answer, each with one sentence on standard error."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

import orjson
import structlog
from pydantic import BaseModel

from rematch_common.errors import DependencyAway
from rematch_common.record_files import BadFile


class Usage(Exception):
    """Nothing that can be asked; the message is what can."""


def main_of(
    answer: Callable[[Sequence[str]], Iterable[bytes]], *sentences: type[Exception]
) -> Callable[[Sequence[str]], int]:
    """`sentences`: what beside a bad file and an absence is told as it is."""
    told: tuple[type[Exception], ...] = (BadFile, DependencyAway, *sentences)

    def main(arguments: Sequence[str]) -> int:
        try:
            for part in answer(arguments):
                sys.stdout.buffer.write(part)
        except Usage as usage:
            return _said(f"usage: {usage}", 2)
        except told as wrong:
            return _said(wrong, 1)
        return 0

    return main


def run(main: Callable[[Sequence[str]], int]) -> NoReturn:
    # What is logged is no part of the answer.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # whoever started this says so
        sys.exit(130)


def document(told: Any) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_line(record: BaseModel) -> bytes:
    return record.model_dump_json(exclude_none=True).encode() + b"\n"


def progress(words: str) -> None:
    """On standard error, so that the answer stays one that programs read."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201


def _said(words: object, code: int) -> int:
    progress(str(words))
    return code
