"""What no well-meaning client sends: refused with a clear error, and the memory of the service stays bounded."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from rematch_common.http import PROBLEM
from tests.integration.services.ingest_process import MIB, Watched, watched
from tests.integration.services.ingesting import becomes, posting, scraping
from tests.integration.services.running import Place

pytestmark = pytest.mark.stack
NDJSON, CSV = {"Content-Type": "application/x-ndjson"}, {"Content-Type": "text/csv"}
GZIP = {"Content-Encoding": "gzip"}
DROP = "'; DROP TABLE imports; --"
MOST_MEMORY = 400 * MIB


@pytest.fixture
async def client(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with asyncio.timeout(60), scraping(place) as client:
        yield client


def refused(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == PROBLEM
    return str(answer.json()["detail"])


def bomb(head: bytes, filling: bytes) -> bytes:
    """256 MiB of the filling in a quarter of one, a member of gzip for each of its megabytes."""
    return gzip.compress(head) + gzip.compress(filling * (MIB // len(filling))) * 256


async def _bombs(ingest: Watched) -> None:
    zeros, lines, empty = bomb(b'[{"title":"', b"0"), bomb(b"", b"{}\n"), bomb(b"[", b"{},")
    for path, kind, body in (
        ("/v1/jobs", {}, zeros),
        ("/v1/jobs", {}, empty),
        ("/v1/jobs", NDJSON, zeros),
        ("/v1/jobs", NDJSON, lines),
        ("/v1/imports", NDJSON, lines),
        ("/v1/imports", {}, zeros),
        ("/v1/candidates", {}, zeros),
        ("/v1/candidates", {}, empty),
        ("/v1/imports", CSV, bomb(b'title\n"', b"0")),
    ):
        answer = await ingest.client.post(path, content=body, headers={**kind, **GZIP})
        assert answer.status_code in (400, 413, 422), answer.text[:300]
        assert answer.headers["content-type"] == PROBLEM


async def _endless(ingest: Watched) -> None:
    line = b'{"a":"%b"}\n' % (b"x" * 10_000)
    for path, kind, part, most in (
        ("/v1/jobs", "application/json", b" " * MIB, MIB),
        ("/v1/imports", NDJSON["Content-Type"], line * (MIB // len(line)), 200 * MIB),
    ):
        answer, sent = await ingest.pour(path, kind, part)
        assert answer.startswith(b"HTTP/1.1 413"), answer
        # What lies in the sockets on the way is not what it has read.
        assert most <= sent < most + 32 * MIB


async def test_bombs_and_endless_bodies_cost_little_memory(place: Place) -> None:
    async with asyncio.timeout(110), watched(place) as ingest:
        await _bombs(ingest)
        await _endless(ingest)
        announced = b"POST /v1/imports HTTP/1.1\r\nHost: x\r\nContent-Length: 10737418240\r\nAuthorization: %b\r\n\r\n"
        answer = await ingest.raw(announced % ingest.client.headers["authorization"].encode())
        assert answer.startswith(b"HTTP/1.1 413")
        assert (await ingest.client.post("/v1/jobs", json=posting(1))).status_code == 202
        assert ingest.most_memory() < MOST_MEMORY, f"{ingest.most_memory() / MIB:.0f} MiB"


async def test_what_is_no_gzip_and_no_form_is_refused(client: httpx.AsyncClient) -> None:
    assert "not gzip" in refused(await client.post("/v1/jobs", content=b"[]", headers=GZIP), 400)
    half = gzip.compress(orjson.dumps([posting(n) for n in range(99)]))[:-20]
    assert "ends in the middle" in refused(await client.post("/v1/jobs", content=half, headers=GZIP), 400)
    for encoding in ("br", "gzip, gzip"):
        refused(await client.post("/v1/jobs", content=b"[]", headers={"Content-Encoding": encoding}), 415)
    form = "multipart/form-data"
    for kind, body, status in (
        (form, b"x", 400),
        (f"{form}; boundary=b", b"x", 400),
        (f"{form}; boundary=b", b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--b--\r\n', 422),
        (f"{form}; boundary=b", b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n{}', 400),
        (f"{form}; boundary=b", b"--b\r\n" + b"X: y\r\n" * 10_000, 400),
        (f"{form}; boundary=b", b"--b\r\nX: " + b"y" * MIB, 400),
        (f"{form}; boundary={'b' * 500}", b"", 400),
    ):
        refused(await client.post("/v1/imports", content=body, headers={"Content-Type": kind}), status)


@pytest.mark.parametrize("refusal", [("PATCH /v1/imports", 405), ("POST /v1/none", 404), ("POST /v1/imports", 401)])
async def test_who_is_refused_at_once_reads_why_though_more_comes(
    client: httpx.AsyncClient, refusal: tuple[str, int]
) -> None:
    line, status = refusal
    key = "none" if status == 401 else client.headers["Authorization"]
    piece = bytes(16 * 1024)
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    told = f"{line} HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\nContent-Length: {4 * len(piece)}\r\n\r\n"
    writer.write(told.encode() + piece)
    head = await reader.readuntil(b"\r\n\r\n")
    for _ in range(3):  # where the connection has been closed meanwhile this is a reset, which takes the answer along
        assert (await client.get("/healthz")).status_code == 200
        writer.write(piece)
        await writer.drain()
    body = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert head.startswith(b"HTTP/1.1 %d " % status), head
    assert PROBLEM.encode() in head
    assert b"connection: close" in head
    assert b"urn:rematch:problem:" in body


async def test_a_field_of_a_form_is_short_and_stands_before_the_file(client: httpx.AsyncClient) -> None:
    file = {"file": ("a.jsonl", b"{}", "application/x-ndjson")}
    refused(await client.post("/v1/imports", data={"source": "x" * 5_000}, files=file), 422)
    behind: list[tuple[str, Any]] = [("file", ("a.jsonl", b"{}", "text/plain")), ("source", (None, b"board"))]
    assert "before the file" in refused(await client.post("/v1/imports", files=behind), 422)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "cp1252"])
async def test_a_csv_file_in_another_encoding_names_the_line(client: httpx.AsyncClient, encoding: str) -> None:
    text = "source,external_id,title,company,description\nboard,1,Bäcker,Acme,Brot\n"
    told = refused(await client.post("/v1/imports", content=text.encode(encoding), headers=CSV), 422)
    assert "not UTF-8" in told
    assert told.startswith("line 1" if encoding == "utf-16" else "line 2")


async def test_sql_and_nuls_are_only_text(client: httpx.AsyncClient) -> None:
    job = posting(1, title=f"Baker\0{DROP}", location=DROP, skills=["\0", DROP])
    assert (await client.post("/v1/jobs", json=job, headers={"Idempotency-Key": DROP})).status_code == 202
    body = orjson.dumps({**job, "external_id": DROP}) + b"\n\0\n" + b'{"title":"\\u0000"}'
    sent = await client.post(f"/v1/imports?name={DROP}%00x", content=body, headers=NDJSON)
    assert sent.status_code == 202
    told = await becomes(client, sent.headers["location"], "deciding")
    assert (told["name"], told["published"], told["failed"]) == (f"{DROP}x", 1, 2)
    for path in (f"/v1/jobs/{DROP}", "/v1/jobs/%00", f"/v1/jobs/{'0' * 32}-{'9' * 30}"):
        refused(await client.get(path), 404)
    for path in (f"/v1/imports/{DROP}", "/v1/imports/%00", f"/v1/imports?cursor={DROP}", "/v1/imports?cursor=AAAA"):
        refused(await client.get(path), 422)
    for given in (f"source={DROP}", "source=%00", "format=exe", "platform=" + "x" * 300):
        refused(await client.post(f"/v1/imports?{given}", content=b"{}", headers=NDJSON), 422)


async def test_a_file_s_name_opens_nothing(client: httpx.AsyncClient) -> None:
    for name, kept in (
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/dev/../x", "x"),
    ):
        files = {"file": (name, b'{"title":"x"}', "application/x-ndjson")}
        answer = await client.post("/v1/imports", files=files)
        assert (answer.status_code, answer.json()["name"]) == (202, kept)


async def test_headers_can_not_be_slipped_in(place: Place) -> None:
    lines = b"POST /v1/jobs HTTP/1.1\r\nHost: x\r\nIdempotency-Key: a\r\n b: c\r\nContent-Length: 2\r\n\r\n{}"
    async with asyncio.timeout(60), watched(place) as ingest:
        assert b"\r\nb: c" not in await ingest.raw(lines)
        split = {"file": ("a\r\nSet-Cookie: x=1.jsonl", b"{}", "application/x-ndjson")}
        answer = await ingest.client.post("/v1/imports", files=split)
        assert "set-cookie" not in answer.headers
        for header in ({"Idempotency-Key": "x" * 201}, {"Idempotency-Key": "é"}):
            given: dict[str, Any] = {name: value.encode("latin-1") for name, value in header.items()}
            refused(await ingest.client.post("/v1/jobs", json=posting(1), headers=given), 422)


async def test_an_array_of_rubbish_is_refused_at_once(client: httpx.AsyncClient) -> None:
    for body in (b"[" * 100_000, b'[{"a":' + b"[" * 3_000 + b"]" * 3_000 + b"}]", b"[" + b"1," * 9 + b"1]", b"\0" * 99):
        answer = await client.post("/v1/imports", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, answer.text[:200]
