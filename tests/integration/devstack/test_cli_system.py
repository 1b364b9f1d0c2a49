"""`rematch up` and the commands around it, against the whole system. One start, everything on it."""

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaProducer

from rematch_devstack.datadir import State, locked, running
from rematch_devstack.demo.stream import load_candidates
from tests.integration.devstack.cli_run import Rematch
from tests.integration.devstack.waiting import gone

pytestmark = pytest.mark.stack

READY, FIRST_MATCH = 90.0, 60.0
POISON = (b'{"source": ', b"\xff\xfe\x1b[31m", b"[1]", b'{"source":')
POSTING = {"source": "board", "title": "Baker", "company": "Acme", "description": "Bake bread."}


async def test_the_whole_system_from_start_to_stop(tmp_path: Path) -> None:
    rematch = Rematch(tmp_path / "data")
    async with rematch.going_on("up") as run:
        ready = await run.line("ready", READY)
        first = await run.line("first match", FIRST_MATCH)
        state = running(rematch.data_dir)
        assert state is not None
        assert all(told in ready for told in ("rmk_", state.bootstrap, state.services["ingest"], "/v1/stream"))
        assert any(candidate["candidate_id"] in first for candidate in load_candidates())
        await _a_second_run_and_a_taken_port(rematch, state)
        await _publishing_and_looking(rematch)
        await _status(rematch)
        await _dead_letters(rematch, state)
        await _keys(rematch, state)
        family = run.family()
        run.process.send_signal(signal.SIGINT)
        assert "stopped: no process is left" in await run.rest(60)
        assert await asyncio.wait_for(run.process.wait(), 10) == 0
    await gone(*family, deadline=1)
    assert not locked(rematch.data_dir)
    assert (await rematch("status")).code == 1


async def _a_second_run_and_a_taken_port(rematch: Rematch, state: State) -> None:
    port = state.bootstrap.rpartition(":")[2]
    second, taken = await asyncio.gather(rematch("up"), rematch("up", "--ephemeral", "--kafka-port", port))
    assert (second.code, taken.code) == (1, 1)
    assert f"{rematch.data_dir} is in use by another run (pid {state.pid})" in second.err
    assert f"port {port} for Kafka is taken (by java" in taken.err
    for refused in (second, taken):
        assert refused.out == ""
        assert refused.err.count("\n") == 1


async def _publishing_and_looking(rematch: Rematch) -> None:
    jobs = [json.dumps({**POSTING, "external_id": str(number)}) for number in range(30)]
    published = await rematch("publish", "-", given="\n".join(jobs).encode())
    assert published.code == 0
    assert published.out.startswith("30 postings published, 0 lines rejected")
    mixed = await rematch("publish", "-", given=b"\n".join([jobs[0].encode(), *POISON, b'{"title": "Baker"}']))
    assert mixed.code == 1
    assert "1 posting published, 5 lines rejected" in mixed.out
    assert [line.split()[:3] for line in mixed.out.splitlines()[1:6]][-1] == ["6", "source", "schema"]
    assert (await rematch("publish", str(rematch.data_dir / "none.jsonl"))).code == 2
    lines = (await rematch("tail", "raw-jobs", "--no-follow", "--json")).out.splitlines()
    keys = [json.loads(line)["key"] for line in lines]
    assert all(keys.count(f"board:{number}") == 2 if number == 0 else 1 for number in range(30))
    followed = await rematch("tail", "matches", "--from-beginning", "--limit", "2")
    assert [" match." in line for line in followed.out.splitlines()] == [True, True]
    assert "did you mean matches" in (await rematch("tail", "match")).err
    assert (await rematch("topics", "--check")).out == "all topics are as they should be\n"


async def _status(rematch: Rematch) -> None:
    told = json.loads((await rematch("status", "--json", "--seconds", "0.2")).out)
    services = {service["service"]: service for service in told["services"]}
    assert set(services) == {"ingest", "dedup", "embed", "match", "notify", "console"}
    assert all(service["ready"] for service in services.values()), services
    assert services["dedup"]["records"] > 30
    assert {("dedup", "raw-jobs"), ("match", "embedded-jobs")} <= {(lag["group"], lag["topic"]) for lag in told["lags"]}
    assert (await rematch("status", "--seconds", "0.1")).code == 0


async def _dead_letters(rematch: Rematch, state: State) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=state.bootstrap)
    await producer.start()
    try:
        for value in POISON:
            await producer.send_and_wait("raw-jobs", value, key=b"\x1b[2J")
    finally:
        await producer.stop()
    await _letters(rematch, {"bad_json": (2, 0), "bad_utf8": (1, 0), "not_an_object": (1, 0)})
    shown = (await rematch("dlq", "show", "raw-jobs", "--reason", "bad_utf8")).out
    assert "dlq_original_topic: raw-jobs\n" in shown
    assert "\x1b" not in shown
    one = await rematch("dlq", "redrive", "raw-jobs", "--reason", "bad_json", "--limit", "1")
    assert one.out == "1 record redriven\n"
    # It is as bad as before, so it comes back as one more; what has been redriven is not redriven twice.
    await _letters(rematch, {"bad_json": (3, 1), "bad_utf8": (1, 0), "not_an_object": (1, 0)})
    rest = await rematch("dlq", "redrive", "raw-jobs.dlq")
    assert rest.out == "4 records redriven, 1 had been redriven before\n"
    await _letters(rematch, {"bad_json": (5, 3), "bad_utf8": (2, 1), "not_an_object": (2, 1)})
    assert (await rematch("dlq", "purge", "raw-jobs", given=b"n\n")).code == 1
    assert (await rematch("dlq", "purge", "raw-jobs", "--yes")).out == "9 records of raw-jobs.dlq deleted\n"
    assert (await rematch("dlq", "list")).out == "no dead letters\n"


async def _letters(rematch: Rematch, wanted: dict[str, tuple[int, int]], deadline: float = 20.0) -> None:
    """Until the queue of raw-jobs holds so many of each reason, so many of them redriven."""
    found: Any = None
    try:
        async with asyncio.timeout(deadline):
            while found != wanted:
                groups = json.loads((await rematch("dlq", "list", "--json")).out)
                found = {group["reason"]: (group["records"], group["redriven"]) for group in groups}
    except TimeoutError:
        raise AssertionError(f"{found} instead of {wanted}") from None


async def _keys(rematch: Rematch, state: State) -> None:
    made = await rematch("keys", "create", "--tenant", "acme", "--scope", "postings:write", "--name", "scraper")
    key = made.out.strip()
    assert "never shown again" in made.err
    assert await _answer(state, key, 202) == 202
    listed = (await rematch("keys", "list", "--tenant", "acme")).out
    assert "scraper" in listed
    assert key not in listed
    assert (await rematch("keys", "revoke", key)).out.startswith("revoked ")
    assert await _answer(state, key, 401) == 401
    assert (await rematch("keys", "revoke", "0123456789ab")).err == "there is no key 0123456789ab\n"


async def _answer(state: State, key: str, wanted: int) -> int:
    """What ingest answers to the key, within the two seconds in which a change reaches it."""
    headers, job = {"Authorization": f"Bearer {key}"}, {**POSTING, "external_id": "k"}
    async with httpx.AsyncClient() as client:
        deadline = asyncio.get_running_loop().time() + 2.0
        while True:
            answer = await client.post(f"{state.services['ingest']}/v1/jobs", json=job, headers=headers)
            if answer.status_code == wanted or asyncio.get_running_loop().time() > deadline:
                return answer.status_code


async def test_a_data_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = await Rematch(tmp_path / "file" / "data")("up")
    assert done.code == 1
    assert "cannot be written to" in done.err
    assert done.err.count("\n") == 1
