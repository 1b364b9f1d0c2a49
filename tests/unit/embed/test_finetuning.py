"""Who teaches, and who judges."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from rematch_embed.finetuning import Wish, main, split, trainer_of
from rematch_embed.settings import Settings
from rematch_encoder.tuning.corpus import Corpus, Opening
from rematch_encoder.tuning.local_trainer import LocalTrainer
from rematch_encoder.tuning.ports import TrainingFailed
from rematch_encoder.tuning.remote_trainer import RemoteTrainer

SOME = Corpus({str(n): Opening(f"opening {n}") for n in range(40)}, {}, {})


def test_those_who_reacted_do_not_judge_where_somebody_was_asked_to() -> None:
    wish = Wish(into=Path("x"), labelled=(Path("set"),), reacted=Path("reacted"))
    (taught, judges), (all_of_it, none) = split([SOME, SOME], wish)
    assert taught.openings
    assert judges.openings
    assert (all_of_it.openings, none.openings) == (SOME.openings, {})


def test_where_nobody_was_asked_they_do() -> None:
    ((taught, judges),) = split([SOME], Wish(into=Path("x"), reacted=Path("reacted")))
    assert taught.openings
    assert judges.openings


def test_an_address_is_another_machine() -> None:
    wish = Wish(into=Path("x"), trainer="https://trainer.example")
    assert isinstance(trainer_of(wish, Settings(trainer_token=SecretStr("t"))), RemoteTrainer)
    assert isinstance(trainer_of(Wish(into=Path("x")), Settings()), LocalTrainer)


def test_a_token_whose_file_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    wish = Wish(into=tmp_path, trainer="https://trainer.example")
    with pytest.raises(TrainingFailed, match="token can't be read"):
        trainer_of(wish, Settings(trainer_token_file=tmp_path / "none"))


def test_what_is_no_command_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
