"""Health without a key, everything else with one, and every refusal as problem+json."""

import socket
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Message
from structlog.testing import capture_logs

from rematch_common.http import PROBLEM, HttpServer
from rematch_common.keyring import KeyRing
from rematch_common.keys import NewKey, mint
from tests.fakes.clock import FakeClock
from tests.unit.common.api_cases import SECRET, api_with_routes, client_of, served
from tests.unit.common.test_health import pulse_of
from tests.unit.common.test_keys import complete, key_of, ring, told

KEY = mint()


@pytest.fixture
async def keys() -> KeyRing:
    keys = await complete(ring())
    await keys.learn([told(key_of(KEY))])
    return keys


@pytest.fixture
async def client(keys: KeyRing) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(api_with_routes({}, keys)) as client:
        yield client


def bearer(key: NewKey) -> dict[str, str]:
    return {"Authorization": f"Bearer {key.text}"}


WAYS = [
    bearer(KEY),
    {"authorization": f"bearer  {KEY.text} "},
    {"X-Api-Key": KEY.text},
    {"X-Scraper-API-Key": KEY.text},
]


def refused(answer: httpx.Response, status: int, kind: str) -> dict[str, object]:
    """The problem that was told, with the right status twice."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    body: dict[str, object] = answer.json()
    assert body["type"] == f"urn:rematch:problem:{kind}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize("headers", WAYS)
async def test_a_key_opens_what_its_scope_names(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.get("/mine", headers=headers)).json() == {"tenant": "demo"}


@pytest.mark.parametrize("headers", [{}, bearer(mint()), {"Authorization": f"Basic {KEY.text}"}, {"X-Api-Key": "x"}])
async def test_without_a_valid_key_401(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.get("/mine", headers=headers)
    assert "access key" in str(refused(answer, 401, "key-missing")["detail"])
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_with_a_key_of_another_scope_403(client: httpx.AsyncClient, keys: KeyRing) -> None:
    other = mint()
    await keys.learn([told(key_of(other, scopes=["candidates:write"]))])
    assert "matches:read" in str(
        refused(await client.get("/mine", headers=bearer(other)), 403, "scope-missing")["detail"]
    )


async def test_while_keys_are_still_being_read_nobody_is_told_yes_or_no() -> None:
    unread = ring()
    async with client_of(api_with_routes({}, unread)) as client:
        await unread.learn([told(key_of(KEY))])
        answer = await client.get("/mine", headers=bearer(KEY))
        refused(answer, 503, "keys-unread")
        assert answer.headers["Retry-After"]
        await complete(unread)
        assert (await client.get("/mine", headers=bearer(KEY))).status_code == 200


async def test_every_refusal_is_a_problem(client: httpx.AsyncClient) -> None:
    client.headers.update(bearer(KEY))
    refused(await client.get("/nowhere"), 404, "not-found")
    refused(await client.post("/page"), 405, "method-not-allowed")
    assert refused(await client.get("/page?limit=0"), 422, "invalid")["field"] == "limit"
    refused(await client.post("/numbers", content=b"{"), 400, "unreadable")
    invalid = refused(await client.get("/invalid"), 422, "invalid")
    assert (invalid["field"], invalid["reason"], invalid["detail"]) == ("location", "no_place", "location: nowhere")
    away = await client.get("/away")
    # Which dependency is no secret; where it is and what it said is.
    assert refused(away, 503, "away")["detail"] == "postgresql does not answer at the moment"
    assert away.headers["Retry-After"]


async def test_a_surprise_is_a_problem_with_an_id_that_is_in_the_log_and_nothing_else(
    client: httpx.AsyncClient,
) -> None:
    client.headers.update(bearer(KEY))
    with capture_logs() as logged:
        told = refused(await client.get("/surprise"), 500, "internal")
    (line,) = logged
    assert (line["id"], line["path"], line["kind"]) == (told["id"], "/surprise", "ValueError")
    assert "in surprise" in line["trace"]
    assert SECRET not in f"{told}{line}"


async def test_a_slash_too_many_leads_nowhere(client: httpx.AsyncClient) -> None:
    answer = await client.get("/mine/", headers={**bearer(KEY), "Host": "elsewhere.example"})
    refused(answer, 404, "not-found")
    assert "location" not in answer.headers


async def test_a_surprise_within_an_answer_cuts_it_off(keys: KeyRing) -> None:
    with capture_logs() as logged:
        async with served(api_with_routes({}, keys)) as url, httpx.AsyncClient() as client:
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(f"{url}/cut-off", headers=bearer(KEY))
    assert [line["kind"] for line in logged] == ["ValueError"]


async def test_who_hangs_up_while_sending_is_no_bug(keys: KeyRing) -> None:
    async def hung_up() -> Message:
        return {"type": "http.disconnect"}

    async def unheard(_: Message) -> None:
        raise AssertionError("nobody is left to be told")

    headers = [(b"content-type", b"application/json"), (b"x-api-key", KEY.text.encode())]
    scope = {"type": "http", "method": "POST", "path": "/raw", "query_string": b"", "headers": headers}
    with capture_logs() as logged:
        await api_with_routes({}, keys)(scope, hung_up, unheard)
    assert logged == []


async def test_health_and_metrics_ask_for_no_key(client: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"ok": True, "consumers": {}})
    metrics = await client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "# TYPE rematch_consumed_total counter" in metrics.text


async def test_health_tells_of_each_consumer_and_503_when_it_is_not_well() -> None:
    pulse = pulse_of(FakeClock(), "paused")
    async with client_of(api_with_routes({"dedup": pulse}, ring())) as client:
        assert (await client.get("/healthz")).status_code == 200
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["consumers"]["dedup"]["state"] == "paused"
        pulse.state = "dead"
        assert (await client.get("/healthz")).status_code == 503


async def test_a_server_answers_as_soon_as_it_has_started_and_gives_its_port_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            await HttpServer(api_with_routes({}, ring()), "127.0.0.1", port).start()
    async with served(api_with_routes({}, ring()), port) as url, httpx.AsyncClient() as client:
        assert (await client.get(f"{url}/healthz")).status_code == 200
    socket.create_server(("127.0.0.1", port)).close()
