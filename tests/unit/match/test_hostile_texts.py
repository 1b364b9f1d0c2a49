"""Whatever a stranger pastes into the preview, it is read soon: a regex holds the interpreter's lock meanwhile."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from rematch_jobtext import read_cv
from rematch_match.domain.conditions import demanded
from rematch_match.domain.drafts import cv_draft, posting_draft
from rematch_match.domain.reading import candidate_read, job_read
from rematch_match.domain.unasked import asked_for
from tests.fakes.samples import NOW

_LENGTH = 20_000
_PIECES = ("& ", " ", "a ", ";", "no ", "(", "7", "licence ", "german ", "payroll and ", "2019 ", "_")
_TOGETHER = 2.0


def _as_cv(text: str) -> Any:
    return candidate_read(cv_draft(text, "demo", 2026), None, {})


def _as_ad(text: str) -> Any:
    job = posting_draft({"title": "Cook", "description": f"Cook {text}", "requirements": f"Cook {text}"}, NOW)
    return job_read(job, None), asked_for(job.skills), demanded("Cook", text)


@pytest.mark.parametrize("read", [_as_cv, _as_ad])
def test_hostile_texts_are_read_soon(read: Callable[[str], Any]) -> None:
    read("Cook in Berlin. 8 years, german c1, licence")  # the tables are loaded
    begun = time.process_time()
    for piece in _PIECES:
        read("x" + (piece * _LENGTH)[: _LENGTH - 2] + "1")
    assert time.process_time() - begun < _TOGETHER


@pytest.mark.parametrize("text", ["& " * 3_000 + "1", "Cook" + " " * 19_000 + "x"])
def test_a_line_that_never_ends_is_no_heading_and_no_title(text: str) -> None:
    begun = time.process_time()
    read_cv(text, 2026)
    assert time.process_time() - begun < _TOGETHER
