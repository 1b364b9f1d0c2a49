"""The API before what it needs has answered: it says so, and when to come again."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ACCESS_KEYS, AccessKey
from rematch_common.keyring import KeyRing
from rematch_common.keys import mint
from rematch_common.records import Record
from rematch_common.service import Service
from rematch_ingest.bootstrap import build
from rematch_ingest.settings import Settings
from tests.fakes.samples import NOW

ROUTES = [
    ("/v1/jobs", {"source": "board", "external_id": "7", "title": "Baker", "company": "Acme", "description": "Bake."}),
    ("/v1/candidates", {"candidate_id": "c-1", "titles": ["Baker"], "skills": ["baking"]}),
]


@pytest.fixture
def service() -> Service:
    """Built, and nothing of it started."""
    return build(Settings())


@pytest_asyncio.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    # What a person would see: an exception is the 500 that it becomes.
    transport = httpx.ASGITransport(service.api, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://ingest") as client:
        yield client


def minted() -> tuple[str, Record]:
    """A key, and the record from which a ring learns it."""
    new = mint()
    key = AccessKey(key_id=new.key_id, tenant_id="acme", scopes=("admin",), sha256=new.sha256, created_at=NOW)
    sent = encode(ACCESS_KEYS, key.key, key, Stamp("rematch/ingest", NOW))
    return new.text, Record(sent.topic, 0, 0, 0, sent.key, sent.value, sent.headers)


def is_a_wish_to_wait(answer: httpx.Response) -> bool:
    kind, wait = answer.headers["content-type"], int(answer.headers["retry-after"])
    return answer.status_code == 503 and kind == "application/problem+json" and wait > 0


@pytest.mark.parametrize(("path", "item"), ROUTES)
async def test_until_the_keys_are_read_nobody_is_refused(
    client: httpx.AsyncClient, path: str, item: dict[str, object]
) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}, {"X-Api-Key": mint().text}):
        assert is_a_wish_to_wait(await client.post(path, json=item, headers=headers))
    assert (await client.get("/readyz")).status_code == 503


@pytest.mark.parametrize(("path", "item"), ROUTES)
async def test_with_a_key_that_is_known_before_anything_is_connected(
    service: Service, client: httpx.AsyncClient, path: str, item: dict[str, object]
) -> None:
    ring: KeyRing = service.api.state.keys
    text, record = minted()
    await ring.learn([record])
    await ring.learn(())  # that was all
    assert is_a_wish_to_wait(await client.post(path, json=item, headers={"Authorization": f"Bearer {text}"}))
