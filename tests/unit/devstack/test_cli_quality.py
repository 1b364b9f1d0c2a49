"""What `rematch quality` shows of what match tells."""

import json
from typing import Any

import httpx
import pytest

from rematch_devstack.cli import application
from rematch_devstack.commands import quality
from rematch_devstack.commands.door import Door
from rematch_devstack.commands.service_api import ServiceApi


def figure(value: float | None, low: float | None = None, high: float | None = None, **of: int) -> dict[str, Any]:
    return {**of, "reading": "too few" if value is None else "measured", "value": value, "low": low, "high": high}


FIGURES: dict[str, Any] = {
    "people": 1_200,
    "matches": 9_000,
    "measures": {"ndcg@10": figure(0.5, 0.4, 0.6, people=1_200), "mrr": figure(None, people=19)},
    "days_to_hire": figure(21.5, 18.0, 30.25, hires=40),
}
TOLD: dict[str, Any] = {
    "tenant_id": None,
    "window": "30d",
    "by": "family",
    "cut_off": True,
    "overall": FIGURES,
    "groups": [{"name": "nurse\x1b[31m", **FIGURES, "days_to_hire": figure(None, hires=1)}],
}


def test_all_people_come_as_bars() -> None:
    assert list(quality.bars(FIGURES)) == [
        ["ndcg@10", "█" * 15 + "─" * 3 + "·" * 12, "0.500", "0.400 to 0.600", "1,200 people"],
        ["mrr", "", "too few", "", "19 people"],
        ["days to hire", "", "21.5", "18.0 to 30.2", "40 hires"],
    ]


@pytest.mark.parametrize(
    ("value", "low", "high", "drawn"),
    [(0, 0, 0.1, "─" * 3 + "·" * 27), (1, 0.9, 1, "█" * 30), (0.5, 0.5, 0.5, "█" * 15 + "·" * 15)],
)
def test_a_bar_holds_the_mean_and_the_interval(value: float, low: float, high: float, drawn: str) -> None:
    assert quality.bar({"value": value, "low": low, "high": high}) == drawn


def test_groups_stand_under_each_other() -> None:
    assert quality.columns(TOLD) == ["shown", "ndcg@10", "mrr", "days to hire"]
    assert list(quality.groups(TOLD)) == [["nurse·[31m", "1,200 people", "0.500", "too few", "too few"]]


def test_a_person_is_shown_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    quality.show(TOLD)
    shown = capsys.readouterr().out
    assert "quality of all tenants' people over 30d: 1,200 people, 9,000 matches; means over people" in shown
    assert "family" in shown
    assert "chosen by lot" in shown
    assert "nobody was shown" not in shown


def test_where_nobody_was_shown_anything_it_says_what_counts(capsys: pytest.CaptureFixture[str]) -> None:
    nothing = {**FIGURES, "people": 0, "matches": 0}
    quality.show({**TOLD, "tenant_id": "acme", "cut_off": False, "overall": nothing, "groups": []})
    shown = capsys.readouterr().out
    assert "of acme's people" in shown
    assert "GET /v1/candidates/ID/matches" in shown


@pytest.mark.parametrize("as_json", [True, False])
def test_what_is_asked_for_is_asked_of_match(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json=TOLD)

    api = ServiceApi("match", Door("http://match", "rmk_x"), httpx.MockTransport(answer))
    monkeypatch.setattr(quality, "match_api", lambda *_: api)
    words = ["quality", "report", "--window", "7d", "--by", "tenant", *(["--json"] if as_json else [])]
    application()(words, standalone_mode=False)
    assert asked == ["http://match/v1/quality?window=7d&by=tenant"]
    told = capsys.readouterr().out
    assert (json.loads(told) == TOLD) if as_json else ("days to hire" in told)
