"""What `rematch experiments` shows of what match tells."""

import json
from typing import Any

import httpx
import pytest

from rematch_devstack.commands import experiments
from rematch_devstack.commands.door import Door
from rematch_devstack.commands.service_api import ServiceApi
from rematch_devstack.errors import StackError

LISTED: dict[str, Any] = {"start": "2026-12-01T00:00:00Z", "arms": [{"name": "a", "share": 1.0}]}


def outcome(people: int, share: float, low: float, high: float) -> dict[str, Any]:
    return {"persons": people, "pairs": 2 * people, "share": share, "low": low, "high": high}


def of_arm(arm: str, people: int, applied: dict[str, Any]) -> dict[str, Any]:
    return {"arm": arm, "shown": {"persons": people, "pairs": 2 * people}, "outcomes": {"applied": applied}}


TOLD: dict[str, Any] = {
    "name": "blend",
    "start": "2026-12-01T00:00:00Z",
    "running": True,
    "tenant_id": None,
    "compared_with": "usual",
    "results": [
        of_arm("usual", 1_100, outcome(220, 0.2, 0.18, 0.22)),
        of_arm("half", 90, outcome(9, 0.1, 0.05, 0.18)),
    ],
    "differences": [
        {"outcome": "applied", "arm": "half", "difference": -0.1, "low": -0.154, "high": 0.012, "reading": "too few"}
    ],
    "notes": ["fewer than 100 people so far in \x1b[31mhalf"],
}


def test_arms_stand_side_by_side() -> None:
    assert list(experiments.rows(TOLD)) == [
        ["shown", "1,100 people, 2,200 matches", "90 people, 180 matches"],
        [
            "applied",
            "20.0% (18.0% to 22.0%), 220 people, 440 matches",
            "10.0% (5.0% to 18.0%), 9 people, 18 matches",
        ],
    ]


def test_a_difference_is_told_in_points_with_what_it_says() -> None:
    assert list(experiments.differences(TOLD)) == [["applied", "half", "-10.0", "-15.4 to +1.2", "too few"]]


def test_a_person_is_shown_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    experiments.show(TOLD)
    shown = capsys.readouterr().out
    assert "blend, from 2026-12-01T00:00:00Z, running; shares of all tenants' people, with intervals of 95 %" in shown
    assert "against usual" in shown
    assert "note: fewer than 100 people so far in" in shown
    assert "\x1b[31mhalf" not in shown


def test_without_a_name_the_one_that_runs_is_meant() -> None:
    listed = [{**LISTED, "name": "new", "running": False}, {**LISTED, "name": "now", "running": True}]
    assert experiments.last({"experiments": listed}) == "now"
    assert experiments.last({"experiments": listed[:1]}) == "new"
    with pytest.raises(StackError, match="REMATCH_EXPERIMENT"):
        experiments.last({"experiments": []})


def test_whoever_refuses_is_named() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/broken":
            return httpx.Response(502, text="bad gateway")
        return httpx.Response(404, content=json.dumps({"detail": "no experiment x is known"}))

    api = ServiceApi("match", Door("http://match", "rmk_x"), httpx.MockTransport(answer))
    with pytest.raises(StackError, match=r"^no experiment x is known \(404\)$"):
        api.ask("GET", "/v1/experiments/x")
    with pytest.raises(StackError, match=r"^match answers with 502$"):
        api.ask("GET", "/v1/broken")
