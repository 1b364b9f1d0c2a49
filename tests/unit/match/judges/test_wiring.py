"""From the settings to a court; what is not asked for is not loaded."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rematch_common.errors import Unusable
from rematch_match.domain.prices import Price
from rematch_match.judging import Providers, court_of, open_judges
from rematch_match.settings import JudgeSettings
from tests.fakes.providers import FakeProvider, said
from tests.unit.match.judges.courts import Time, court, judged

ALL: dict[str, Any] = {
    "openai_key": "k",
    "groq_key": "k",
    "gemini_key": "k",
    "local_model": "llama3.2",
    "judges": "groq, openai ,gemini,local",
}


async def test_judges_are_asked_in_the_order_of_the_setting() -> None:
    providers = open_judges(JudgeSettings(**ALL, openai_model="gpt-4.1-nano"))
    told = court_of(providers, JudgeSettings()).model
    assert told == ("groq/llama-3.3-70b-versatile,openai/gpt-4.1-nano,gemini/gemini-2.5-flash-lite,local/llama3.2")
    await Providers(providers).stop()


@pytest.mark.parametrize("judges", ["claude", "openai,openai", "openai;groq"])
def test_a_name_that_is_none_is_told(judges: str) -> None:
    with pytest.raises(ValidationError, match="name each of openai, groq, gemini, local, bedrock at most once"):
        JudgeSettings(judges=judges)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"judges": "openai"}, "set REMATCH_OPENAI_KEY or REMATCH_OPENAI_KEY_FILE"),
        ({"judges": "groq", "groq_key_file": "/nowhere"}, "set REMATCH_GROQ_KEY"),
        ({"judges": "local"}, "set REMATCH_LOCAL_MODEL"),
    ],
)
def test_what_is_missing_is_told_at_the_start(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Unusable, match=sentence):
        open_judges(JudgeSettings(**settings))


def test_without_boto3_the_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.delitem(sys.modules, "rematch_match.adapters.judges.bedrock", raising=False)
    with pytest.raises(Unusable, match="make bedrock"):
        open_judges(JudgeSettings(judges="bedrock"))


async def test_a_key_may_lie_in_a_file_and_none_is_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-in-the-file\n")
    settings = JudgeSettings(judges="openai", openai_key_file=tmp_path / "key", groq_key="sk-told")
    assert "sk-" not in repr(settings)
    await Providers(open_judges(settings)).stop()


async def test_a_price_may_be_told_and_one_that_is_unknown_is_warned_of_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known, unknown = FakeProvider(), FakeProvider(said(1), model="gpt-99")
    told = {"judge_prices": {"openai/gpt-4o-mini": (1000.0, 0.0)}, "judge_unknown_price": (0.0, 5.0)}
    assert (await judged(court(Time(), known, **told))).cost == pytest.approx(0.1)
    assert "no price" not in capsys.readouterr().out
    bench = court(Time(), unknown, **told)
    costs = [(await judged(bench, number)).cost for number in range(3)]
    assert costs == pytest.approx([Price(0, 5).of(100, 10)] * 3)
    assert capsys.readouterr().out.count("no price is known") == 1


def test_where_no_judge_is_named_no_library_of_any_is_loaded() -> None:
    looked = (
        "import sys, rematch_match.bootstrap\n"
        "from rematch_match.judging import court_of, open_judges\n"
        "from rematch_match.settings import Settings\n"
        "assert court_of(open_judges(Settings()), Settings()).model == ''\n"
        "loaded = {'openai', 'boto3', 'httpx2'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {loaded}' if loaded else 0)\n"
    )
    done = subprocess.run((sys.executable, "-c", looked), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
