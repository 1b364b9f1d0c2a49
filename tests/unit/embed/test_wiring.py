"""Which model the settings mean, and what is wired for it."""

import time
from pathlib import Path
from typing import Any

import pytest

from rematch_common.errors import Unusable
from rematch_common.retry import Patience
from rematch_devstack import workspace
from rematch_embed.adapters.embedders import REMOTE_TEXTS, local_embedder, remote_embedder
from rematch_embed.adapters.fallback_vectors import FallbackVectors
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.adapters.sqlite_cache import SqliteCache
from rematch_embed.bootstrap import build, choice_of
from rematch_embed.settings import Settings
from rematch_encoder.openai_wire import RemoteModel
from tests.unit.encoder.embeddings_server import serving

KEY = "sk-not-to-be-seen"


def settings(**given: Any) -> Settings:
    return Settings(embed_api_key=KEY, **given)


async def test_a_remote_model_has_the_local_one_beside_it_and_is_looked_after() -> None:
    plain, remote = build(settings()), build(settings(embed_provider="openai"))
    assert len(remote.background) == len(plain.background) + 1
    assert "FallbackVectors.look" in {getattr(work, "__qualname__", "") for work in _periodic(remote)}
    assert [type(one) for one in plain.resources].count(SqliteCache) == 1
    assert SqliteCache not in [type(one) for one in build(settings(disk_cached_texts=0)).resources]


def test_a_remote_model_that_is_introduced_stands_alone() -> None:
    beside, alone = (build(settings(embed_provider="openai", introducing=label)) for label in ("", "small"))
    assert [[type(one) for one in service.resources].count(ModelVectors) for service in (beside, alone)] == [2, 1]
    assert len(alone.background) == len(beside.background) - 1, "the consume loop asks it again and again"


def _periodic(service: Any) -> list[Any]:
    cells = [cell.cell_contents for work in service.background for cell in getattr(work, "__closure__", None) or ()]
    return [cell for cell in cells if getattr(cell, "__self__", None).__class__ is FallbackVectors]


def test_the_remote_model_is_openais_unless_another_is_named() -> None:
    plain = remote_embedder(choice_of(settings(embed_provider="openai")))
    assert (plain.model, plain.dim) == ("text-embedding-3-small", 1536)
    other = remote_embedder(choice_of(settings(embed_provider="openai", embed_model="other", embed_dim=768)))
    assert (other.model, other.dim) == ("other", 768)


def test_a_dim_that_is_set_is_asked_for() -> None:
    with serving() as server:
        for dim, asked in ((None, None), (2, 2)):
            embedder = remote_embedder(
                choice_of(settings(embed_provider="openai", embed_base_url=server.url, embed_dim=dim))
            )
            embedder.alive()
            embedder.close()
            assert server.asked[-1].get("dimensions") == asked


def test_all_tries_of_a_request_fit_into_its_time_and_that_into_the_loops() -> None:
    remote = RemoteModel("http://localhost/v1", "m", 2, "")
    pauses = 1.0 + 2.0  # what chance makes of them at most
    assert remote.tries * remote.timeout + pauses <= settings().embed_patience < Patience().attempt
    assert remote.batch == REMOTE_TEXTS


@pytest.mark.parametrize("provider", ["folder", "sentence-transformers"])
def test_a_provider_without_its_model_is_one_sentence(provider: Any, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="REMATCH_EMBED_MODEL must name"):
        local_embedder(choice_of(settings(embed_provider=provider)))
    with pytest.raises(Unusable, match=r"nowhere|sentence-transformers"):
        local_embedder(choice_of(settings(embed_provider=provider, embed_model=str(tmp_path / "nowhere"))))


def test_the_key_is_not_told() -> None:
    given = settings(embed_provider="openai")
    assert KEY not in f"{given!r} {choice_of(given)!r} {given.model_dump_json()}"


def test_a_key_is_stripped_and_one_that_is_none_is_one_sentence_at_the_start() -> None:
    assert choice_of(Settings(embed_api_key=f" {KEY}\n")).api_key == KEY
    given = Settings(embed_provider="openai", embed_api_key=f"{KEY}é")
    build(given)
    with pytest.raises(Unusable, match="printable ASCII") as caught:
        remote_embedder(choice_of(given))
    assert KEY not in str(caught.value)


def test_a_built_model_adds_less_than_a_second_to_the_start() -> None:
    choice = choice_of(settings(cache_dir=workspace.default_cache_dir()))
    local_embedder(choice)
    began = time.process_time()
    local_embedder(choice)
    assert time.process_time() - began < 1.0
