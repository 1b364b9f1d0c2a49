"""Cursors that name the first or the last days there are."""

import pytest

from rematch_common.cursors import cursor_of
from tests.fakes.samples import job_id, person
from tests.fakes.shelf import Shelf
from tests.unit.match.api.cases import matched, opening, served

EDGES = ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2026-01-01T00:00:00", "0000", None]


@pytest.mark.parametrize("at", EDGES)
async def test_a_moment_that_has_no_place_in_a_list_is_refused(at: str | None) -> None:
    shelf = Shelf()
    matched(shelf, person("jane"), opening(1))
    cursors = {
        "/v1/jobs": cursor_of("newest", (at, str(job_id(1)))),
        "/v1/applications": cursor_of("applied", (at, str(job_id(1)))),
        "/v1/candidates/jane/matches": cursor_of("score", (at, 1.0, "x")),
    }
    async with served(shelf) as api:
        for path, cursor in cursors.items():
            assert (await api.refused(path, 422, cursor=cursor))["field"] == "cursor"


@pytest.mark.parametrize("at", ["0001-01-02T00:00:00+00:00", "9999-12-30T00:00:00+00:00"])
async def test_the_first_and_the_last_day_are_days(at: str) -> None:
    shelf = Shelf()
    matched(shelf, person("jane"), opening(1))
    async with served(shelf) as api:
        await api.get("/v1/jobs", cursor=cursor_of("newest", (at, str(job_id(1)))))
        await api.get("/v1/candidates/jane/matches", cursor=cursor_of("score", (at, 1.0, "x")))
