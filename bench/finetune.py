"""Whether fine-tuning helps: python -m bench.finetune [SET ...]

On half of the openings of each set, judged by the other half, and the other way round: the model as it comes, with one
adapter for openings and people, and with an adapter for each. Vectors are fp32 on ONNX Runtime throughout; whole scores
are those of the profile `rematch` with these vectors in them. `make test-finetune` makes what training needs.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.finetune_sets import NAMES, PROFILE, Part, scored, source
from bench.harness import Report, Target, console, table, write_report
from bench.processes import Others
from rematch_devstack import workspace
from rematch_embed.corpora import Source
from rematch_embed.finetuning import base_of
from rematch_embed.settings import Settings
from rematch_encoder.tuning.adapter import read
from rematch_encoder.tuning.corpus import Corpus, parts
from rematch_encoder.tuning.gate import Ruling
from rematch_encoder.tuning.pairs import Embed
from rematch_encoder.tuning.plan import Plan
from rematch_encoder.tuning.recipe import Recipe
from rematch_encoder.tuning.tune import Base, embedded_by, judged, planned

WAYS = {"one adapter": False, "one for each side": True}
MINUTES = 15.0
TOKENS = 256


@dataclass(frozen=True)
class Trained:
    """One training, and what it was worth on what it had not seen."""

    sets: str
    half: str
    way: str
    pairs: int
    seconds: float
    ruling: Ruling
    scores: tuple[float, float]

    @property
    def row(self) -> list[str]:
        found, (before, after) = self.ruling, self.scores
        cosine = (f"{found.base:.4f}", f"{found.tuned:.4f}", f"{found.low:+.4f}", "yes" if found.passed else "no")
        told = (str(self.pairs), f"{self.seconds:.0f}", *cosine, f"{before:.4f}", f"{after:.4f}")
        return [f"{self.sets}, {self.half}: {self.way}", *told]

    @property
    def figures(self) -> dict[str, Any]:
        found = self.ruling
        cosine = {"openings": found.openings, "base": found.base, "tuned": found.tuned, "low": found.low}
        rounded = {name: round(value, 4) for name, value in cosine.items()}
        told = {"sets": self.sets, "half": self.half, "way": self.way, "pairs": self.pairs}
        scores = {"base": self.scores[0], "tuned": self.scores[1]}
        return {
            **told,
            "seconds": round(self.seconds, 1),
            "cosine": {**rounded, "passed": found.passed},
            PROFILE: scores,
        }


def trained_by(plan: Plan, folder: Path) -> bytes:
    """In the environment that has torch."""
    python = workspace.root() / ".reference" / "bin" / "python"
    if not python.exists():
        raise SystemExit("there is nothing to train with: make test-finetune")
    (folder / "plan.json").write_bytes(plan.body)
    command = (python, Path(__file__).with_name("finetune_side.py"), folder / "plan.json", folder / "adapter")
    env = {**os.environ, "PYTHONPATH": str(workspace.root() / "libs" / "encoder")}
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return (folder / "adapter").read_bytes()


def mean_scores(held: Sequence[Part], opening: Embed, person: Embed) -> float:
    with tempfile.TemporaryDirectory() as name:
        found = [scored(part, Path(name), opening, person) for part in held]
    return round(sum(mean * count for mean, count in found) / sum(count for _, count in found), 4)


def one(
    names: Sequence[str], half: str, way: str, halves: Sequence[tuple[Source, Corpus, Corpus]], base: Base
) -> Trained:
    recipe = Recipe(separate=WAYS[way])
    held = [Part(each, back) for each, _, back in halves]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = planned([train for _, train, _ in halves], [part.held for part in held], base, recipe)
        began = time.monotonic()
        content = trained_by(plan, folder)
        seconds = time.monotonic() - began
        adapters = read(content, recipe, base.folder / "model.safetensors")
        made = [embedded_by(base, adapters[side], folder / (side or "both"), TOKENS) for side in recipe.sides]
        ruling = judged([part.held for part in held], base.embedder.embed, made[0], made[-1])
        before = mean_scores(held, base.embedder.embed, base.embedder.embed)
        scores = before, mean_scores(held, made[0], made[-1])
    pairs = sum(map(len, plan.batches)) // recipe.epochs
    return Trained("+".join(names), half, way, pairs, seconds, ruling, scores)


def measure(groups: Sequence[Sequence[str]]) -> list[Trained]:
    found = []
    with tempfile.TemporaryDirectory() as name:
        sources = {each: source(each, Path(name)) for each in dict.fromkeys(each for group in groups for each in group)}
        base = base_of(Settings(cache_dir=workspace.default_cache_dir()), "fp32")
        for group in groups:
            split = [(sources[each], *parts(sources[each].corpus)) for each in group]
            swapped = [(each, other, one_half) for each, one_half, other in split]
            for half, halves in (("first half", split), ("second half", swapped)):
                for way in WAYS:
                    found.append(one(group, half, way, halves, base))
                    console.print(" | ".join(found[-1].row))
    return found


def main(names: Sequence[str]) -> None:
    groups = [names] if names else [("golden",), NAMES]
    others = Others()
    found = measure(groups)
    columns = ("trained on", "pairs", "s", "cosine before", "after", "at least", "passes", f"{PROFILE} before", "after")
    table("nDCG@10 on what was held back", columns, [each.row for each in found])
    slowest = max(each.seconds for each in found) / 60
    targets = [Target("the longest training", round(slowest, 2), MINUTES, "minutes")]
    write_report(Report("finetune", {"trainings": [each.figures for each in found]}, targets, [others.cores()]))


if __name__ == "__main__":
    main(sys.argv[1:])
