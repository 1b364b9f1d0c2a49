"""What `rematch finetune` does: the services' own reading, training and scoring, one behind another."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rematch_devstack.errors import StackError

MADE_BY = "finetuned.json"
WORSE = 0.01
"""Of nDCG@10, which whole scores may lose: they are reckoned with cosines as the base gives them."""
_SCORED = "rematch"


@dataclass(frozen=True)
class Wish:
    """`source`: the Kafka with people's reactions, if they are wanted."""

    out: Path
    sets: Sequence[Path]
    source: str | None
    trainer: str
    within: float
    epochs: int
    precision: str


def run(wish: Wish) -> dict[str, Any]:
    """What came of it, with `written`. StackError for what can't be used, and nothing is left behind."""
    if wish.out.exists():
        raise StackError(f"{wish.out} is there already: a model keeps its name for good, so take another")
    wish.out.parent.mkdir(parents=True, exist_ok=True)
    # Beside the result, so that this appears whole or not at all.
    with (
        ending_as_by_ctrl_c(),
        tempfile.TemporaryDirectory(prefix=f".{wish.out.name}-", dir=wish.out.parent) as name,
    ):
        told = _made(wish, Path(name))
        told["written"] = told["cosine"]["passed"] and told["scores"]["passed"]
        if told["written"]:
            model = Path(name) / "model"
            (model / MADE_BY).write_text(json.dumps(told, indent=2) + "\n", "utf-8")
            model.rename(wish.out)
    return told


@contextmanager
def ending_as_by_ctrl_c() -> Iterator[None]:
    """SIGTERM and SIGHUP, too: people's profiles lie in the folder, and whoever is asked for the rest goes on alone.
    What was to be ignored (nohup) still is."""
    heard = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) != signal.SIG_IGN]

    def interrupt(_number: int, _frame: object) -> None:
        for each in heard:  # a second one must not keep this from clearing up
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _made(wish: Wish, work: Path) -> dict[str, Any]:
    sources = _sources(wish, work)
    asked = {**sources, "into": str(work), "trainer": wish.trainer, "within_hours": wish.within}
    asked |= {"epochs": wish.epochs, "precision": wish.precision}
    (work / "wish.json").write_text(json.dumps(asked), "utf-8")
    told: dict[str, Any] = json.loads(_output("rematch_embed.finetuning", str(work / "wish.json")))
    told["scores"] = _scores(work, wish) if told["cosine"]["passed"] else {"passed": False}
    return told


def _sources(wish: Wish, work: Path) -> dict[str, Any]:
    """Folders as embed's finetuning reads them."""
    for number, given in enumerate(wish.sets):
        _progress(f"reading the postings of {given}")
        folder = work / f"set-{number}"
        folder.mkdir()
        (folder / "jobs.jsonl").write_bytes(_output("rematch_dedup.offline", "read", str(given / "postings.jsonl")))
        for file in ("candidates.jsonl", "judgments.tsv"):
            _copied(given / file, folder / file)
    found: dict[str, Any] = {"labelled": [str(work / f"set-{number}") for number in range(len(wish.sets))]}
    if wish.source is None:
        return found
    from rematch_devstack.commands import reactions

    _progress("reading what people did with their matches")
    reacted = asyncio.run(reactions.found(wish.source))
    _progress(f"{len(reacted.said)} reactions, to {len(reacted.jobs)} openings that are open")
    reacted.write(work / "reacted")
    return {**found, "reacted": str(work / "reacted")}


def _copied(file: Path, into: Path) -> None:
    try:
        shutil.copyfile(file, into)
    except OSError as error:
        raise StackError(f"{file} can't be read: {error.strerror}") from None


def _scores(work: Path, wish: Wish) -> dict[str, Any]:
    """Whole scores by the vectors of the base, and by those of the model, on what was held back."""
    base = {"REMATCH_EMBED_PROVIDER": "onnx", "REMATCH_EMBED_PRECISION": wish.precision}
    tuned = {"REMATCH_EMBED_PROVIDER": "folder", "REMATCH_EMBED_MODEL": str(work / "model")}
    _progress(f"scoring what was held back under the profile {_SCORED}")
    before, after = (
        _mean([_ndcg(held, name, told) for held in _held(work)]) for name, told in (("base", base), ("tuned", tuned))
    )
    return {"profile": _SCORED, "base": before, "tuned": after, "passed": after >= before - WORSE}


def _held(work: Path) -> Iterator[Path]:
    """Without those in which nothing could be ranked."""
    folders = sorted(work.glob("held-*"))
    return (
        one
        for one in folders
        if all((one / f).stat().st_size for f in ("jobs.jsonl", "candidates.jsonl", "judgments.tsv"))
    )


def _ndcg(held: Path, name: str, told: Mapping[str, str]) -> tuple[float, int]:
    """And of how many openings it is the mean."""
    jobs, people = held / f"jobs.{name}", held / f"people.{name}"
    environ = {**{key: value for key, value in os.environ.items() if key != "REMATCH_EMBED_DIM"}, **told}
    jobs.write_bytes(_output("rematch_embed.offline", "jobs", str(held / "jobs.jsonl"), environ=environ))
    people.write_bytes(_output("rematch_embed.offline", "candidates", str(held / "candidates.jsonl"), environ=environ))
    files = (str(jobs), str(people), str(held / "judgments.tsv"))
    figures = json.loads(_output("rematch_match.offline", "eval", *files, _SCORED))
    found = figures["profiles"][_SCORED]["posting_to_candidates"]
    return found.get("ndcg@10", 0.0), figures["postings"] if found else 0


def _mean(found: Sequence[tuple[float, int]]) -> float:
    openings = sum(count for _, count in found)
    return round(sum(mean * count for mean, count in found) / openings, 4) if openings else 0.0


def _output(module: str, *words: str, environ: Mapping[str, str] = os.environ) -> bytes:
    """What it printed; its progress is seen, and so is the sentence with which it refuses."""
    done = subprocess.run((sys.executable, "-m", module, *words), env=environ, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise StackError(f"nothing is written: {module.partition('.')[0]} could not do its part, as it says above")
    return done.stdout


def _progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201


def show(told: Mapping[str, Any], out: Path, as_json: bool) -> None:
    from rematch_devstack.commands.console import emit, say

    if as_json:
        emit(json.dumps(told))
        return
    say(f"{told['pairs']} pairs, adapter {told['adapter'][:12]}: {told['cosine']['why']}")
    scores = told["scores"]
    if "base" in scores:
        say(f"scores under {scores['profile']}: nDCG@10 {scores['base']:.3f} before, {scores['tuned']:.3f} after")
    if not told["written"]:
        say("refused: it is not better for certain, and nothing is written", "yellow")
        return
    say(f"{out} is better: bring it in beside the model in force with", "bold green")
    say(f"  REMATCH_EMBED_PROVIDER=folder REMATCH_EMBED_MODEL={out} rematch reembed --model {out.name}")
