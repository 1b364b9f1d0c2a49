"""From what was said of pairs to a model, and to what it is worth on what was held back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rematch_encoder.folder_embedder import FolderEmbedder
from rematch_encoder.model_cache import Precision
from rematch_encoder.ports import Embedder
from rematch_encoder.tuning.adapter import Adapter, read
from rematch_encoder.tuning.corpus import Corpus, without
from rematch_encoder.tuning.export import export
from rematch_encoder.tuning.gate import Ruling, ndcg, ruling
from rematch_encoder.tuning.pairs import Embed, Examples, examples
from rematch_encoder.tuning.plan import Plan, plan
from rematch_encoder.tuning.ports import Tell, Trainer, TrainingFailed
from rematch_encoder.tuning.recipe import Recipe

FEWEST = 20
"""Pairs. With fewer there is nothing to learn."""


@dataclass(frozen=True, slots=True)
class Base:
    """The model that is adapted: the folder with its weights, their hash, and its own vectors."""

    folder: Path
    sha256: str
    embedder: Embedder


def planned(trained: Sequence[Corpus], held: Sequence[Corpus], base: Base, recipe: Recipe) -> Plan:
    """What there is to learn in parts to train on, without any words of those that are held back, of whatever corpus.
    Raises TrainingFailed where that is too little."""
    words = {text for one in held for text in (*one.people.values(), *(each.text for each in one.openings.values()))}
    unseen = [without(one, words) for one in trained]
    found = Examples.joined([examples(one, base.embedder.embed, recipe.against) for one in unseen])
    if len(found.rows) < FEWEST:
        raise TrainingFailed(f"only {len(found.rows)} pairs can be learned from; {FEWEST} are needed")
    return plan(found, recipe, base.sha256)


def adapted(plan: Plan, base: Base, trainer: Trainer, tell: Tell) -> tuple[bytes, Mapping[str, Adapter]]:
    """Whatever came back was looked into. Raises TrainingFailed."""
    content = trainer.train(plan, tell)
    return content, read(content, plan.recipe, base.folder / "model.safetensors")


def embedded_by(base: Base, adapter: Adapter, folder: Path, tokens: int, precision: Precision = "fp32") -> Embed:
    """The vectors of the base with the adapter merged into it, as embed will make them from that folder."""
    export(base.folder, adapter, folder, precision)
    return FolderEmbedder(folder, max_tokens=tokens).embed


def judged(held: Sequence[Corpus], base: Embed, opening: Embed, person: Embed) -> Ruling:
    """On parts that were held back, each ranked by itself: the base against what embeds openings, and people, now."""
    before = _figures(held, base, base)
    after = _figures(held, opening, person)
    return ruling(before, after)


def _figures(held: Sequence[Corpus], opening: Embed, person: Embed) -> list[float]:
    found: list[float] = []
    for one in held:
        if one.openings and one.people:
            texts = [each.text for each in one.openings.values()]
            found += ndcg(one, opening(texts), person(list(one.people.values())))
    return found
