"""The stand-in's word repeats, means something, and fails as it is told to."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from rematch_devstack import cli
from rematch_devstack.errors import StackError
from rematch_devstack.standin.faults import KINDS, Behaviour
from rematch_devstack.standin.judge import opinion_of
from rematch_devstack.standin.server import StandIn

Messages = list[dict[str, str]]


def asked(posting: str, profile: str) -> Messages:
    told = json.dumps({"posting": posting, "profile": profile})
    return [{"role": "system", "content": "Judge by the rules."}, {"role": "user", "content": told}]


POSTING = "role: data engineer\nrequired skills: Kafka, Python, Spark, SQL"
PROFILES = [
    "is: data engineer\nskills: Kafka, Python, SQL, Spark",
    "is: data engineer\nmain skills: Kafka\nskills: Python",
    "is: software engineer\nskills: Python",
    "is: cook\nskills: pastry",
]


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


def post(server: StandIn, messages: Messages) -> httpx.Response:
    return httpx.post(f"{server.url}/chat/completions", json={"model": "m", "messages": messages}, timeout=10)


def said(answer: httpx.Response) -> str:
    content: str = answer.json()["choices"][0]["message"]["content"]
    return content


def test_who_fits_better_is_judged_better_whatever_the_seed() -> None:
    for seed in range(50):
        scores = [opinion_of(asked(POSTING, profile), seed).score for profile in PROFILES]
        assert scores == sorted(scores, reverse=True)
        assert len(set(scores)) == 4 and min(scores) >= 0 and max(scores) <= 100


def test_it_cites_what_both_sides_name_and_another_seed_has_another_mood() -> None:
    opinions = [opinion_of(asked(POSTING, PROFILES[1]), seed) for seed in (1, 1, 2)]
    assert opinions[0] == opinions[1] != opinions[2]
    assert opinions[0].skills == ("Kafka", "Python")


def test_of_what_has_no_two_sides_nothing_is_known() -> None:
    assert 0 < opinion_of([{"role": "user", "content": "Hello?"}], 0).score < 60
    assert opinion_of(asked("", ""), 0).skills == ()


def test_a_call_is_answered_and_counted(server: StandIn) -> None:
    messages = asked(POSTING, PROFILES[0])
    first, again = post(server, messages), post(server, messages)
    assert json.loads(said(first)) == opinion_of(messages, 0).as_json() == json.loads(said(again))
    used = first.json()["usage"]
    assert used["total_tokens"] == used["prompt_tokens"] + used["completion_tokens"] > 40
    told = httpx.get(f"{server.url[:-3]}/standin").json()
    assert (told["calls"], told["tokens_in"], told["under_way"]) == (2, 2 * used["prompt_tokens"], 0)
    assert httpx.get(f"{server.url}/models").json()["data"][0]["id"] == "stand-in"
    assert httpx.get(f"{server.url}/files").status_code == 404
    assert httpx.post(f"{server.url}/embeddings", json={}).status_code == 404


def test_it_is_told_over_http_how_to_behave(server: StandIn) -> None:
    told = httpx.put(f"{server.url[:-3]}/standin", json={"rates": {"limited": 1.0}, "retry_after": 7})
    assert told.json()["rates"] == {"limited": 1.0}
    answer = post(server, asked(POSTING, PROFILES[0]))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    for wrong in ({"rates": {"fire": 1.0}}, {"rates": {"hang": 2.0}}, {"speed": 9}):
        refused = httpx.put(f"{server.url[:-3]}/standin", json=wrong)
        assert refused.status_code == 400
    assert server.behaviour.rates == {"limited": 1.0}


@pytest.mark.parametrize("kind", ["prose", "range", "unknown", "leak", "garbage", "half"])
def test_a_reply_goes_wrong_as_it_is_called(server: StandIn, kind: str) -> None:
    messages = asked(POSTING, PROFILES[1])
    server.behaviour = Behaviour({kind: 1.0})
    reply = said(post(server, messages))
    wrong: dict[str, Any] = {
        "prose": lambda: not reply.startswith("{") and json.dumps(opinion_of(messages, 0).as_json()) in reply,
        "range": lambda: json.loads(reply)["score"] > 100,
        "unknown": lambda: "Underwater Basket Weaving" in json.loads(reply)["skills"],
        "leak": lambda: json.loads(reply)["reason"] == "Judge by the rules.",
        "garbage": lambda: '"' not in reply,
        "half": lambda: reply.startswith("{") and not reply.endswith("}"),
    }
    assert wrong[kind]()


def test_an_answer_breaks_off_or_does_not_come(server: StandIn) -> None:
    messages = asked(POSTING, PROFILES[0])
    server.behaviour = Behaviour({"cut": 1.0})
    with pytest.raises(httpx.RemoteProtocolError):
        post(server, messages)
    server.behaviour = Behaviour({"error": 1.0})
    assert post(server, messages).status_code == 500
    server.behaviour = Behaviour({"hang": 1.0})
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{server.url}/chat/completions", json={"messages": messages}, timeout=0.2)


def test_faults_come_as_often_as_they_are_told_to_and_repeat_with_the_seed() -> None:
    behaviour = Behaviour(dict.fromkeys(KINDS, 0.05), seed=3)
    drawn = [behaviour.fault(f"call {number}") for number in range(20_000)]
    assert drawn == [behaviour.fault(f"call {number}") for number in range(20_000)]
    assert drawn != [Behaviour(behaviour.rates, seed=4).fault(f"call {number}") for number in range(20_000)]
    counts = Counter(drawn)
    assert all(0.04 < counts[kind] / 20_000 < 0.06 for kind in KINDS)


def test_answers_take_as_long_as_they_are_told_to(server: StandIn) -> None:
    behaviour = Behaviour(median=1.84, p95=4.2)
    seconds = [behaviour.seconds(f"call {number}") for number in range(5_000)]
    assert median(seconds) == pytest.approx(1.84, rel=0.05)
    assert quantiles(seconds, n=20)[-1] == pytest.approx(4.2, rel=0.08)
    assert Behaviour().seconds("a") == 0 and Behaviour(median=0.2).seconds("a") == 0.2
    server.behaviour = Behaviour(median=0.2)
    began = time.monotonic()
    post(server, asked(POSTING, PROFILES[0]))
    assert time.monotonic() - began >= 0.2


def test_one_that_is_stopped_answers_nobody_not_even_on_an_open_connection() -> None:
    with StandIn() as server, httpx.Client() as client:
        assert client.get(f"{server.url}/models").status_code == 200
        server.stop()
        with pytest.raises(httpx.TransportError):
            client.get(f"{server.url}/models")


@pytest.mark.parametrize("wrong", [["--fault", "fire=1"], ["--fault", "hang"], ["--median", "2", "--p95", "1"]])
def test_the_command_says_what_is_wrong(wrong: list[str]) -> None:
    told = CliRunner().invoke(cli.application(), ["standin", "--port", "0", *wrong])
    assert isinstance(told.exception, StackError)
    assert "can't start" in str(told.exception)
