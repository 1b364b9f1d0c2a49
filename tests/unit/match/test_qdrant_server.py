"""A Qdrant server by what it answers, and beside another replica of match."""

import httpx
import pytest
from qdrant_client import AsyncQdrantClient
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from rematch_common.errors import DependencyAway
from rematch_match.adapters.qdrant_server_index import QdrantServerIndex, _translated
from rematch_match.ports import Point, Query, Where
from tests.fakes.samples import job_id, vector

pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact"),
]
SQL = frozenset({"sql"})


def answer(status: int) -> UnexpectedResponse:
    return UnexpectedResponse(status, "", b"", httpx.Headers())


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_what_is_wrong_with_a_request_is_no_absence(status: int) -> None:
    with pytest.raises(UnexpectedResponse):
        async with _translated():
            raise answer(status)


@pytest.mark.parametrize(
    "error",
    [*map(answer, (401, 403, 404, 429, 500, 503)), ResponseHandlingException(OSError()), httpx.ReadTimeout("late")],
)
async def test_what_another_time_may_work_is_an_absence(error: Exception) -> None:
    with pytest.raises(DependencyAway, match="qdrant is away"):
        async with _translated():
            raise error


async def test_what_another_replica_has_put_is_found_counted_and_removed() -> None:
    client = AsyncQdrantClient(":memory:")
    first, second = QdrantServerIndex(client), QdrantServerIndex(client)
    await first.start()
    await second.start()
    await first.put("jobs", [Point(job_id(1), "job-1", 1, vector(1, 0), SQL)])
    assert await second.nearest("jobs", [Query(vector(1, 0), 5, Where(skills=SQL))]) == [["job-1"]]
    await first.put("jobs", [Point(job_id(2), "job-2", 1, vector(1, 0, 0), SQL)])
    assert await second.count("jobs") == 2
    await second.remove("jobs", [job_id(2)])
    assert await first.count("jobs") == 1
    await client.close()


async def test_aliases_lead_to_the_model_in_force_and_back() -> None:
    client = AsyncQdrantClient(":memory:")
    index = QdrantServerIndex(client)
    await index.start()
    for at in (vector(1, 0), vector(1, 0, 0, model="m-1.b"), vector(1, 0, 0, model="m-2")):
        await index.put("jobs", [Point(job_id(1), "job-1", 1, at, SQL)])
        await index.put("candidates", [Point(job_id(2), "demo/c-1", 1, at, SQL, "demo")])

    async def aliases() -> dict[str, str]:
        return {alias.alias_name: alias.collection_name for alias in (await client.get_aliases()).aliases}

    for model, space in (("m-1", "m-1.2"), ("m-2", "m-2.3"), ("m-2", "m-2.3"), ("m-1", "m-1.2"), ("m-3", "m-1.2")):
        await index.name(model)
        assert await aliases() == {"jobs": f"jobs.{space}", "candidates": f"candidates.{space}"}
    await client.close()
