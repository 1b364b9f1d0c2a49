"""An adapter is somebody else's file: read as numbers, or refused in one sentence."""

import json
import pickle
import struct
from collections.abc import Callable

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save

from rematch_encoder.tuning.adapter import read
from rematch_encoder.tuning.ports import TrainingFailed
from rematch_encoder.tuning.recipe import Recipe
from tests.unit.encoder.tuning.adapters import WEIGHTS, Tensors, tensors

RECIPE = Recipe(rank=2, alpha=6, modules=("attention.self.query", "output.dense"))
QUERY = "encoder.layer.0.attention.self.query"


@pytest.fixture(scope="module")
def whole() -> Tensors:
    return tensors(RECIPE, 0.1)


def test_it_is_added_to_the_weights_that_it_names(whole: Tensors) -> None:
    adapter = read(save(whole), RECIPE, WEIGHTS)[""]
    assert len(adapter.halves) == 12
    with safe_open(WEIGHTS, framework="numpy") as base:
        over = adapter.over(base)
        narrow, wide = whole[f"{QUERY}.lora_A.weight"], whole[f"{QUERY}.lora_B.weight"]
        expected = base.get_tensor(f"{QUERY}.weight") + 3.0 * wide @ narrow
        np.testing.assert_allclose(over.get_tensor(f"{QUERY}.weight"), expected, atol=1e-6)
        for untouched in (
            f"{QUERY}.bias",
            "encoder.layer.0.attention.self.key.weight",
            "encoder.layer.0.intermediate.dense.weight",
        ):
            np.testing.assert_array_equal(over.get_tensor(untouched), base.get_tensor(untouched))


def test_the_names_that_peft_writes_and_half_precision_are_understood(whole: Tensors) -> None:
    framed = {f"base_model.model.{name}": values.astype(np.float16) for name, values in whole.items()}
    plain, half = (read(save(told), RECIPE, WEIGHTS)[""] for told in (whole, framed))
    assert plain.halves.keys() == half.halves.keys()
    np.testing.assert_allclose(half.halves[QUERY][0], plain.halves[QUERY][0], rtol=1e-3)


def test_each_side_has_its_own(whole: Tensors) -> None:
    separate = Recipe(rank=2, alpha=6, modules=RECIPE.modules, separate=True)
    other = tensors(RECIPE, 0.1, seed=4)
    both = {f"posting.{n}": v for n, v in whole.items()} | {f"candidate.{n}": v for n, v in other.items()}
    found = read(save(both), separate, WEIGHTS)
    np.testing.assert_array_equal(found["posting"].halves[QUERY][0], whole[f"{QUERY}.lora_A.weight"])
    np.testing.assert_array_equal(found["candidate"].halves[QUERY][0], other[f"{QUERY}.lora_A.weight"])
    with pytest.raises(TrainingFailed, match="other layers"):
        read(save(whole), separate, WEIGHTS)
    with pytest.raises(TrainingFailed, match="other layers"):
        read(save(both), RECIPE, WEIGHTS)


class Bomb:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return exec, ("raise SystemExit('unpickled')",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff" * 64,
        pickle.dumps(Bomb()),
        b"PK\x03\x04" + b"\0" * 100,
        struct.pack("<Q", 2**62) + b"{}",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 100)
        + json.dumps({"a": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 4]}}).encode().ljust(100),
    ],
)
def test_what_is_no_safetensors_is_refused(content: bytes) -> None:
    with pytest.raises(TrainingFailed):
        read(content, RECIPE, WEIGHTS)


def without(whole: Tensors) -> Tensors:
    return {name: values for name, values in whole.items() if name != f"{QUERY}.lora_B.weight"}


def changed(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Tensors], Tensors]:
    return lambda whole: {**whole, name: change(whole[name])}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (without, "half of"),
        (lambda whole: {name: v for name, v in whole.items() if not name.startswith(QUERY)}, "other layers"),
        (
            lambda whole: {**whole, "encoder.layer.9.output.dense.lora_A.weight": np.zeros((2, 2), np.float32)},
            "other layers",
        ),
        (lambda whole: {**whole, "embeddings.word_embeddings.weight": np.zeros((2, 2), np.float32)}, "no part of one"),
        (lambda whole: {**whole, "../../etc/passwd": np.zeros(1, np.float32)}, "no part of one"),
        (changed(f"{QUERY}.lora_A.weight", lambda v: v[:1]), "another rank than 2"),
        (changed(f"{QUERY}.lora_A.weight", lambda v: v[:, :-1]), "another shape"),
        (changed(f"{QUERY}.lora_B.weight", np.ravel), "another shape"),
        (changed(f"{QUERY}.lora_B.weight", lambda v: np.where(v == v.max(), np.nan, v)), "finite"),
        (changed(f"{QUERY}.lora_B.weight", lambda v: np.where(v == v.max(), np.inf, v)), "finite"),
        (changed(f"{QUERY}.lora_B.weight", lambda v: v.astype(np.int32)), "finite"),
        (lambda whole: {name: v + np.float32(1e38) for name, v in whole.items()}, "beyond all numbers"),
        (lambda _whole: {}, "other layers"),
    ],
)
def test_what_does_not_fit_the_weights_is_refused(
    whole: Tensors, spoil: Callable[[Tensors], Tensors], why: str
) -> None:
    content = save({name: np.ascontiguousarray(values) for name, values in spoil(whole).items()})
    with pytest.raises(TrainingFailed, match=why):
        read(content, RECIPE, WEIGHTS)
