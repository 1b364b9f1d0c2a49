"""An adapter as trainers give it: safetensors, believed as far as it can be checked, and added to the weights."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load

from rematch_encoder.tuning.ports import TrainingFailed
from rematch_encoder.tuning.recipe import Recipe

Array = NDArray[np.float32]
# As peft writes them, or without its frame; before that the side whose it is, where there are two.
_NAME = re.compile(
    r"(?:(?P<side>posting|candidate)\.)?(?:base_model\.model\.)?"
    r"(?P<layer>encoder\.layer\.\d+\.[a-z.]+)\.lora_(?P<half>[AB])\.weight"
)
_INNER = re.compile(r"^encoder\.layer\.\d+")
_KINDS = (np.dtype(np.float32), np.dtype(np.float16))


@dataclass(frozen=True, slots=True)
class Adapter:
    """What is added to the weights of each layer, by its name, as two thin matrices and a scale."""

    halves: Mapping[str, tuple[Array, Array]]
    scale: float

    def over(self, tensors: Any) -> "Adapted":
        return Adapted(tensors, self)


@dataclass(frozen=True, slots=True)
class Adapted:
    """Tensors, with what the adapter adds to them."""

    tensors: Any
    adapter: Adapter

    def get_tensor(self, name: str) -> Array:
        tensor = np.asarray(self.tensors.get_tensor(name), dtype=np.float32)
        thin = self.adapter.halves.get(name.removesuffix(".weight")) if name.endswith(".weight") else None
        return tensor if thin is None else tensor + np.float32(self.adapter.scale) * (thin[1] @ thin[0])


def read(content: bytes, recipe: Recipe, weights: Path) -> Mapping[str, Adapter]:
    """The adapter of each of the recipe's sides. Raises TrainingFailed for what fits neither weights nor recipe."""
    try:
        tensors = load(content)
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise TrainingFailed(f"the adapter is no safetensors of numbers that are known here: {error}") from error
    named = {name: _place(name) for name in tensors}
    found: dict[tuple[str, str], dict[str, Array]] = {}
    for name, (side, layer, half) in named.items():
        found.setdefault((side, layer), {})[half] = _numbers(name, tensors[name])
    wanted = {(side, layer) for side in recipe.sides for layer in _layers(recipe, weights)}
    if set(found) != wanted:
        odd = sorted("/".join(filter(None, one)) for one in set(found) ^ wanted)
        raise TrainingFailed(f"the adapter has other layers than were asked for: {odd[0]} and {len(odd) - 1} more")
    with safe_open(weights, framework="numpy") as base:
        shapes = {layer: base.get_slice(f"{layer}.weight").get_shape() for _, layer in wanted}
    pairs = {place: _pair(place[1], halves, shapes[place[1]], recipe.rank) for place, halves in found.items()}
    return {
        side: Adapter({at: pair for (of, at), pair in pairs.items() if of == side}, recipe.scale)
        for side in recipe.sides
    }


def _place(name: str) -> tuple[str, str, str]:
    if (told := _NAME.fullmatch(name)) is None:
        raise TrainingFailed(f"the adapter holds {name[:100]!r}, which is no part of one")
    return told["side"] or "", told["layer"], told["half"]


def _numbers(name: str, values: NDArray[Any]) -> Array:
    if values.dtype not in _KINDS or not np.isfinite(values).all():
        raise TrainingFailed(f"the adapter's {name} is not of finite 32-bit or 16-bit floats")
    return np.asarray(values, dtype=np.float32)


def _layers(recipe: Recipe, weights: Path) -> list[str]:
    ends = tuple(f".{module}.weight" for module in recipe.modules)
    with safe_open(weights, framework="numpy") as base:
        names = list(base.keys())
    return [name.removesuffix(".weight") for name in names if _INNER.sub("", name) in ends]


def _pair(layer: str, halves: Mapping[str, Array], shape: list[int], rank: int) -> tuple[Array, Array]:
    """A narrows, B widens."""
    if set(halves) != {"A", "B"}:
        raise TrainingFailed(f"the adapter has half of {layer} alone")
    outputs, inputs = shape
    if halves["A"].shape != (rank, inputs) or halves["B"].shape != (outputs, rank):
        raise TrainingFailed(f"the adapter's {layer} has another shape than the model's, or another rank than {rank}")
    with np.errstate(all="ignore"):
        if not np.isfinite(halves["B"] @ halves["A"]).all():
            raise TrainingFailed(f"the adapter's {layer} is beyond all numbers")
    return halves["A"], halves["B"]
