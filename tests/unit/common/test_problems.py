"""Every kind of refusal has a type that never changes, and is told apart in docs/operating.md."""

import orjson
import pytest

from rematch_common.problems import PROBLEM, TITLES, USUAL, Refusal, problem
from rematch_devstack import workspace


def test_every_kind_is_documented() -> None:
    told = (workspace.root() / "docs" / "operating.md").read_text("utf-8")
    assert [kind for kind in TITLES if f"| `{kind}` |" not in told] == []


@pytest.mark.parametrize("status", USUAL)
def test_a_status_has_its_usual_kind(status: int) -> None:
    answer = problem(status, "what to do", field="title")
    assert (answer.status_code, answer.media_type) == (status, PROBLEM)
    assert orjson.loads(answer.body) == {
        "type": f"urn:rematch:problem:{USUAL[status]}",
        "title": TITLES[USUAL[status]],
        "status": status,
        "detail": "what to do",
        "field": "title",
    }


def test_a_status_that_nobody_named_has_a_type_too() -> None:
    told = orjson.loads(problem(418, "short and stout").body)
    assert (told["type"], told["title"]) == ("urn:rematch:problem:http-418", "I'm a Teapot")


def test_a_refusal_may_have_a_kind_of_its_own() -> None:
    refusal = Refusal(401, "key-ended", "make another", {"WWW-Authenticate": "Bearer"})
    told = orjson.loads(problem(refusal.status_code, str(refusal.detail), refusal.kind).body)
    assert told["type"] == "urn:rematch:problem:key-ended"
