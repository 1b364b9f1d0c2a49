"""The attacks of bench.hostile. Each tells how it was answered; 0 is a connection that was cut while it still sent."""

import asyncio
import base64
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
import orjson

from bench.loop import raw_record
from bench.processes import MIB
from rematch_common.clock import utc_now

AT_ONCE = 16
NDJSON, CSV = {"Content-Type": "application/x-ndjson"}, {"Content-Type": "text/csv"}
GZIP = {"Content-Encoding": "gzip"}
PDF = {"Content-Type": "application/pdf"}
ENDLESS = 10 * 1024 * MIB


@dataclass(frozen=True)
class Attack:
    name: str
    run: Callable[[httpx.AsyncClient], Awaitable[list[int]]]


def bomb(head: bytes, filling: bytes) -> bytes:
    """A quarter of a gigabyte in a quarter of a megabyte."""
    return gzip.compress(head) + gzip.compress(filling * (MIB // len(filling))) * 256


async def post(client: httpx.AsyncClient, path: str, headers: dict[str, str], body: bytes) -> int:
    try:
        return (await client.post(path, content=body, headers=headers)).status_code
    except httpx.TransportError:
        return 0


async def endless(client: httpx.AsyncClient, path: str, headers: dict[str, str], part: bytes) -> int:
    """Ten gigabytes whose length nobody says."""

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(ENDLESS // len(part)):
            yield part

    try:
        return (await client.post(path, content=parts(), headers=headers)).status_code
    except httpx.TransportError:
        return 0


async def bombs(client: httpx.AsyncClient) -> list[int]:
    zeros, lines, objects = bomb(b'[{"title":"', b"0"), bomb(b"", b"{}\n"), bomb(b"[", b"{},")
    sent: tuple[tuple[str, dict[str, str], bytes], ...] = (
        ("/v1/jobs", {}, zeros),
        ("/v1/jobs", {}, objects),
        ("/v1/jobs", NDJSON, zeros),
        ("/v1/jobs", NDJSON, lines),
        ("/v1/imports", {}, objects),
        ("/v1/imports", CSV, bomb(b'title\n"', b"0")),
        ("/v1/imports", CSV, bomb(b"title\n", b"1\n")),
    )
    return [await post(client, path, {**kind, **GZIP}, body) for path, kind, body in sent]


async def uploads(client: httpx.AsyncClient) -> list[int]:
    line = b'{"a":"%b"}\n' % (b"x" * 10_000)
    return [
        await endless(client, "/v1/jobs", {"Content-Type": "application/json"}, b" " * MIB),
        await endless(client, "/v1/jobs", NDJSON, line * 100),
        await endless(client, "/v1/imports", CSV, b'title\n"' + b"x" * MIB),
        await endless(client, "/v1/candidates/c/cv", PDF, b"%PDF-1.7\n" + b"1 0 obj\n" * 100_000),
    ]


async def pdfs(client: httpx.AsyncClient) -> list[int]:
    """Ten megabytes of a PDF whose objects lead to each other and never to an end."""
    assert (await client.put("/v1/candidates/c", json={})).is_success
    body = b"%PDF-1.7\n" + b"1 0 obj << /Length 99999999 /Next 1 0 R >> stream\n" * 150_000
    return await together(lambda _: post(client, "/v1/candidates/c/cv", PDF, body))


async def encodings(client: httpx.AsyncClient) -> list[int]:
    """The wrong byte is the last one of 30 MiB."""
    row = b"board,1,Baker,Acme,Bread\n"
    latin = b"source,external_id,title,company,description\n" + row * (30 * MIB // len(row)) + b"b,1,B\xe4cker,A,B\n"
    return [
        await post(client, "/v1/imports", CSV, latin),
        await post(client, "/v1/imports", CSV, latin.decode("latin-1").encode("utf-16")),
    ]


async def together(one: Callable[[int], Awaitable[int]]) -> list[int]:
    return list(await asyncio.gather(*(one(number) for number in range(AT_ONCE))))


async def lists(client: httpx.AsyncClient) -> list[int]:
    objects = b"[" + b"{}," * (5 * MIB)
    return await together(lambda _: post(client, "/v1/jobs", {}, objects))


async def postings(client: httpx.AsyncClient) -> list[int]:
    long = orjson.dumps(
        [orjson.loads(raw_record(n, utc_now())[1]) | {"requirements": "x" * 14_000} for n in range(999)]
    )
    return await together(lambda _: post(client, "/v1/jobs", {}, long))


async def people(client: httpx.AsyncClient) -> list[int]:
    objects = b"[" + b'{"a":1},' * (500 * 1024) + b"{}]"
    return await together(lambda _: post(client, "/v1/candidates", {}, objects))


async def refusals(client: httpx.AsyncClient) -> list[int]:
    return await together(lambda _: post(client, "/v1/jobs", NDJSON, b"{}\n" * 10_000))


async def imports(client: httpx.AsyncClient) -> list[int]:
    now = utc_now()
    kinds: tuple[tuple[dict[str, str], bytes], ...] = (
        (NDJSON, b"\n".join(raw_record(n, now)[1] for n in range(5_000))),
        ({}, b"[" + b"{}," * 100_000 + b"{}]"),
        (CSV, b"title\n" + b"1\n" * 200_000),
    )
    return await together(lambda n: post(client, "/v1/imports", *kinds[n % len(kinds)]))


async def exports(client: httpx.AsyncClient) -> list[int]:
    """Of a person with ten megabytes of CV."""
    text = base64.b64encode(bytes(range(256)) * 29_000)
    assert (await client.put("/v1/candidates/d", json={})).is_success
    await client.post("/v1/candidates/d/cv", content=text, headers={"Content-Type": "text/plain"})

    async def one(_: int) -> int:
        return (await client.get("/v1/candidates/d/export")).status_code

    return await together(one)


ATTACKS = (
    Attack("gzip bombs of 256 MiB", bombs),
    Attack("uploads of 10 GB", uploads),
    Attack(f"{AT_ONCE} endless PDFs", pdfs),
    Attack("CSV in other encodings", encodings),
    Attack(f"{AT_ONCE} lists of {{}}, 15 MiB", lists),
    Attack(f"{AT_ONCE} lists of postings, 15 MiB", postings),
    Attack(f"{AT_ONCE} lists of people, 3.9 MiB", people),
    Attack(f"{AT_ONCE} NDJSON, 10,000 lines refused", refusals),
    Attack(f"{AT_ONCE} imports", imports),
    Attack(f"{AT_ONCE} exports", exports),
)
