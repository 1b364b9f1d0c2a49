"""Training on this machine, by sentence-transformers and peft. Needs the extra `finetune`."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rematch_encoder.tuning.plan import Plan
from rematch_encoder.tuning.ports import Tell, TrainingFailed
from rematch_encoder.tuning.recipe import Recipe

_WARM_UP = 0.1  # of all steps
_TELL_EVERY = 10.0  # seconds


class LocalTrainer:
    """Adapts the sentence-transformers model in the folder `base`; see the port Trainer. A GPU is taken if there is
    one, or what `device` says."""

    def __init__(self, base: Path, device: str | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._base = base
        self._device = device
        self._clock = clock

    def train(self, plan: Plan, tell: Tell) -> bytes:
        try:
            import peft  # noqa: F401
            import sentence_transformers  # noqa: F401
        except ImportError as error:
            raise TrainingFailed(
                f"there is nothing to train with here ({error}): `make finetune` installs it, or let another machine "
                "do it (--trainer URL)"
            ) from error
        try:
            return self._trained(plan, tell)
        except TrainingFailed:
            raise
        except Exception as error:  # whatever the libraries or torch may raise
            raise TrainingFailed(f"training broke off: {type(error).__name__}: {error}") from error

    def _trained(self, plan: Plan, tell: Tell) -> bytes:
        import torch

        torch.manual_seed(plan.recipe.seed)
        towers = {side: _tower(self._base, plan.recipe, self._device) for side in plan.recipe.sides}
        halves = {
            f"{side}.{name}" if side else name: half
            for side, tower in towers.items()
            for name, half in _halves(tower).items()
        }
        step = _stepper(towers, list(halves.values()), plan)
        began = told = self._clock()
        for number, batch in enumerate(plan.batches, 1):
            loss = step([[plan.texts[at] for at in row] for row in batch])
            if (now := self._clock()) > told + _TELL_EVERY or number == len(plan.batches):
                told = now
                left = (now - began) / number * (len(plan.batches) - number)
                tell(f"step {number} of {len(plan.batches)}, loss {loss:.3f}, {left:.0f} s to go")
        return _written(halves)


def _tower(base: Path, recipe: Recipe, device: str | None) -> Any:
    """The model with a fresh adapter, which alone learns."""
    from peft import LoraConfig
    from sentence_transformers import SentenceTransformer

    tower = SentenceTransformer(str(base), device=device)
    tower.max_seq_length = recipe.tokens
    layers = rf"encoder\.layer\.\d+\.({'|'.join(recipe.modules)})"
    tower.add_adapter(LoraConfig(r=recipe.rank, lora_alpha=recipe.alpha, target_modules=layers, lora_dropout=0.0))
    tower.train()
    return tower


def _halves(tower: Any) -> dict[str, Any]:
    """By the names of the layers."""
    named = tower.transformers_model.named_parameters()
    return {name.replace(".default.", "."): half for name, half in named if ".lora_" in name}


def _stepper(
    towers: Mapping[str, Any], halves: Sequence[Any], plan: Plan
) -> Callable[[Sequence[Sequence[str]]], float]:
    """What a batch of texts does: the loss before the step that it makes."""
    import torch
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    opening, person = towers[plan.recipe.sides[0]], towers[plan.recipe.sides[-1]]
    # Both ways: people compete for an opening, and openings for a person.
    directions = {"directions": ("query_to_doc", "doc_to_query"), "partition_mode": "per_direction"}
    competing = MultipleNegativesRankingLoss(opening, scale=plan.recipe.sharpness, **directions)
    optimiser = torch.optim.AdamW(halves, lr=plan.recipe.rate)
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda done: _share(done, len(plan.batches)))

    def step(rows: Sequence[Sequence[str]]) -> float:
        openings, *people = ([*column] for column in zip(*rows, strict=True))
        vectors = [_vectors(opening, openings), *(_vectors(person, column) for column in people)]
        loss = competing.compute_loss_from_embeddings(vectors, None)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rates.step()
        return float(loss.detach())

    return step


def _vectors(tower: Any, texts: Sequence[str]) -> Any:
    features = {name: value.to(tower.device) for name, value in tower.preprocess(texts).items() if hasattr(value, "to")}
    return tower(features)["sentence_embedding"]


def _share(done: int, steps: int) -> float:
    """Of the rate: up, then down in a line."""
    warm = max(1, round(_WARM_UP * steps))
    return (done + 1) / warm if done < warm else max(0.0, (steps - done) / max(1, steps - warm))


def _written(halves: Mapping[str, Any]) -> bytes:
    from safetensors.numpy import save

    content: bytes = save({name: half.detach().float().cpu().numpy().copy() for name, half in halves.items()})
    return content
