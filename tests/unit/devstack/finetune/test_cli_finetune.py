"""`rematch finetune`: the whole chain of the services' own programs, with a trainer elsewhere that is a stand-in."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rematch_devstack import cli
from rematch_encoder import FolderEmbedder
from tests.unit.devstack.finetune.cases import RIGHT, TOKEN, WRONG, run
from tests.unit.encoder.tuning.trainer_server import training

RUNNER = CliRunner()


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
