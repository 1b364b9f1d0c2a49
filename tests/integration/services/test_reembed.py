"""A second model beside the one in force, as `rematch reembed` introduces it: a process of its own."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from rematch_common.contracts import Introduction
from rematch_common.contracts.examples_jobs import CLOSED
from rematch_devstack import workspace
from rematch_devstack.commands.catching_up import watching
from rematch_devstack.commands.dropping import found
from rematch_devstack.errors import StackError
from rematch_devstack.waiting import until
from rematch_embed.bootstrap import build
from rematch_embed.settings import Settings
from tests.integration.common.topics import until_there
from tests.integration.devstack.cli_run import Rematch
from tests.integration.services.introduction import (
    cosines,
    history,
    newest,
    of_model,
    opening,
    publish,
    texts_of,
    vectors_in,
)
from tests.integration.services.running import serving

pytestmark = pytest.mark.stack

CAUGHT_UP = 120.0
# Model X is the one in force, told to read the first words only: the same dimension, and other vectors.
SHORT = 16


def environ(kafka: str) -> dict[str, str]:
    told = {"KAFKA_BOOTSTRAP": kafka, "SESSION_TIMEOUT": "6", "MAX_TOKENS": str(SHORT)}
    return {f"REMATCH_{name}": value for name, value in told.items()}


async def test_what_was_killed_goes_on_until_every_key_has_its_latest_state(kafka: str, tmp_path: Path) -> None:
    records, introduction = history(), Introduction(f"short-{uuid4().hex[:6]}.v1")
    model = introduction.model
    # And enough others to have it killed among them.
    await publish(kafka, [*records, *(opening() for _ in range(400))])
    short = Rematch(tmp_path, **environ(kafka), REMATCH_BATCH_SIZE="1")
    await killed_in_the_middle(short, kafka, introduction)

    done = await short("reembed", "--model", model, "--once", deadline=CAUGHT_UP)
    assert (done.code, done.err) == (0, "")
    assert "caught up" in done.out
    assert f"`rematch reembed --model {model}` goes on from here" in done.out

    wanted, said = newest(records), await of_model(kafka, model)
    assert wanted.keys() <= said.keys()
    said = {place: said[place] for place in wanted}
    assert {place: record.version for place, record in said.items()} == {p: r.version for p, r in wanted.items()}
    texts, vectors = await texts_of(wanted), vectors_in(said)
    assert len(texts) == 80 - 3
    assert texts.keys() == vectors.keys()
    assert [record.header("ce_type") for record in said.values()].count(CLOSED[0].ce_type) == 1
    assert [record.value for record in said.values()].count(None) == 2
    assert min(cosines(vectors, texts, SHORT)) > 0.98 > max(cosines(vectors, texts, 256))

    assert (await short("reembed", "--drop", model, given=b"n\n")).code == 1
    dropped = await short("reembed", "--drop", model, "--yes")
    assert (dropped.code, dropped.out) == (0, f"{model} is dropped: 9 topics deleted\n")
    with pytest.raises(StackError, match="is being introduced"):
        await found(kafka, introduction)


async def killed_in_the_middle(rematch: Rematch, kafka: str, introduction: Introduction) -> None:
    """SIGKILL, to the command and to its embed, when some records are done and others are not."""
    async with rematch.going_on("reembed", "--model", introduction.model) as run:
        await run.line("  ", CAUGHT_UP)  # it is ready: the topics are there

        async def some() -> bool:
            look = await watch.look(0)
            assert look.done < look.all, "too late: it has read everything"
            return look.done > 0

        async with asyncio.timeout(CAUGHT_UP), watching(kafka, introduction) as watch:
            await until(some)
        for pid in run.family():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


async def test_a_live_record_gets_both_models_until_it_is_told_to_stop(kafka: str, tmp_path: Path) -> None:
    rematch, model = Rematch(tmp_path, **environ(kafka)), f"live-{uuid4().hex[:6]}"
    in_force: dict[str, Any] = {"kafka_bootstrap": kafka, "session_timeout": 6.0, "max_tokens": SHORT}
    in_force |= {"cache_dir": workspace.default_cache_dir(), "data_dir": tmp_path}
    async with (
        serving(lambda port: build(Settings(**in_force, http_port=port))),
        rematch.going_on("reembed", "--model", model) as run,
    ):
        await run.line("caught up", CAUGHT_UP)
        assert f"`rematch reembed --drop {model}`" in await run.line("live records", 5)
        live = opening()
        await publish(kafka, [live])
        for topic in ("embedded-jobs", f"embedded-jobs.{model}"):
            await until_there(kafka, topic, lambda records: live.key in {record.key for record in records})
        refused = await rematch("reembed", "--drop", model, "--yes")
        assert refused.code == 1
        assert f"embed.{model} is still being read for" in refused.err
        lags = await rematch("status", "--seconds", "0.1")
        assert f"embed.{model}" in lags.out
        run.process.send_signal(signal.SIGINT)
        assert "stopped" in await run.rest(30)
        assert await asyncio.wait_for(run.process.wait(), 10) == 0
