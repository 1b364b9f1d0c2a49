"""Another machine trains: what it says is asked for patiently, and believed as far as it can be checked."""

import hashlib
from collections.abc import Iterator

import pytest

from rematch_encoder.tuning.pairs import Example, Examples
from rematch_encoder.tuning.plan import plan
from rematch_encoder.tuning.ports import TrainingFailed
from rematch_encoder.tuning.recipe import Recipe
from rematch_encoder.tuning.remote_trainer import Remote, RemoteTrainer
from rematch_encoder.tuning.remote_wire import address
from tests.unit.encoder.embeddings_server import Time
from tests.unit.encoder.saying import Answer
from tests.unit.encoder.tuning.trainer_server import TrainerServer, said, training

PLAN = plan(Examples([Example("opening", "person", ("other",))], frozenset()), Recipe(epochs=1), "base")
ADAPTER = b"numbers, made of the plan"
TOKEN = "tok-very-secret"
NO_SERVER = "trainer.example ftp://trainer.example file:///tmp/x http:// https://[::1 https://x:99999"
NOT_SAFE = "http://trainer.example http://10.0.0.7/v1 https://trainer.example/?to=x https://user:pw@trainer.example"


def answer(body: bytes) -> bytes:
    assert body == PLAN.body
    return ADAPTER


@pytest.fixture
def trainer_server() -> Iterator[TrainerServer]:
    with training(answer) as started:
        yield started


def trained(server: TrainerServer, time: Time, within: float = 3_600.0, heard: list[str] | None = None) -> bytes:
    remote = Remote(server.url, TOKEN, within, each=20.0)
    return RemoteTrainer(remote, time.pace).train(PLAN, (heard if heard is not None else []).append)


def test_a_plan_becomes_an_adapter(trainer_server: TrainerServer, time: Time) -> None:
    heard: list[str] = []
    assert trained(trainer_server, time, heard=heard) == ADAPTER
    assert trainer_server.asked == ["submit", "look", "look", "look", "fetch"]
    assert trainer_server.tokens == {f"Bearer {TOKEN}"}
    assert [line.partition(": ")[2] for line in heard[1:]] == ["queued, 0%", "running, 50%"]
    assert not any(TOKEN in line for line in heard)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_in_the_clear_no_proxy_hears_of_it(
    trainer_server: TrainerServer, time: Time, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with training(answer) as proxy:
        for other in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(other, raising=False)
        monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        assert trained(trainer_server, time) == ADAPTER
        assert (proxy.asked, proxy.tokens) == ([], set())
    assert trainer_server.tokens == {f"Bearer {TOKEN}"}


def test_by_https_a_proxy_hears_where_and_nothing_else(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    with training(answer) as proxy:
        for other in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(other, raising=False)
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.removesuffix("/v1"))
        remote = Remote("https://trainer.example/v1", TOKEN, within=5.0, each=20.0)
        with pytest.raises(TrainingFailed, match="ProxyError"):
            RemoteTrainer(remote, time.pace).train(PLAN, lambda _: None)
        assert (proxy.asked, proxy.tokens) == ([], set())


def test_the_same_plan_again_is_the_same_training(trainer_server: TrainerServer, time: Time) -> None:
    assert trained(trainer_server, time) == trained(trainer_server, time)
    assert list(trainer_server.trainings) == [PLAN.digest]


def test_what_stands_still_is_asked_less_and_less(time: Time) -> None:
    with training(answer, steps=0) as server:
        server.instead["look"] = [lambda: said({"state": "running", "progress": 0.5})] * 20
        assert trained(server, time) == ADAPTER
    assert time.waited[:4] == [1.0, 1.5, 2.25, 3.375]
    assert max(time.waited) == 60.0


@pytest.mark.parametrize("step", ["submit", "look", "fetch"])
@pytest.mark.parametrize("code", [429, 500, 503])
def test_one_that_is_away_is_asked_again(trainer_server: TrainerServer, time: Time, step: str, code: int) -> None:
    trainer_server.instead[step] = [lambda: said({}, code)] * 3
    assert trained(trainer_server, time) == ADAPTER
    assert {1.0, 2.0, 4.0} <= set(time.waited)


def test_one_that_stays_away_is_given_up_in_time(trainer_server: TrainerServer, time: Time) -> None:
    trainer_server.instead["look"] = [lambda: said({}, 503)] * 10_000
    began = time.now
    with pytest.raises(TrainingFailed, match=r"asks for this training again \(last: it answers 503\)"):
        trained(trainer_server, time, within=600)
    assert 500 < time.now - began <= 600


def test_one_that_never_ends_is_given_up_in_time(trainer_server: TrainerServer, time: Time) -> None:
    trainer_server.steps = 10**9
    with pytest.raises(TrainingFailed, match="not done in the time"):
        trained(trainer_server, time, within=600)


def test_nobody_there_is_one_sentence(time: Time) -> None:
    with training(answer) as server:
        pass
    with pytest.raises(TrainingFailed, match="last: ConnectError"):
        trained(server, time, within=60)


def test_an_answer_that_drips_is_given_up(trainer_server: TrainerServer, time: Time) -> None:
    def slow() -> Answer:
        time.now += 30  # while it answers
        return said({"id": "t-0"})

    trainer_server.instead["submit"] = [slow, slow]
    assert trained(trainer_server, time) == ADAPTER
    assert trainer_server.asked.count("submit") == 3


DONE = {"state": "done", "sha256": hashlib.sha256(ADAPTER).hexdigest(), "bytes": len(ADAPTER)}


@pytest.mark.parametrize(
    ("step", "told", "why"),
    [
        ("submit", said(b"<html>"), "without JSON"),
        ("submit", said([]), "without a JSON object"),
        ("submit", said(b"[" * 60_000), "without JSON"),
        ("submit", said({"id": "../../admin"}), "no id"),
        ("submit", said({"id": 7}), "no id"),
        ("submit", said({"id": "x" * 65}), "no id"),
        ("submit", said(b" " * 70_000), "more than 65536 bytes"),
        ("submit", said({}, 401), "with 401"),
        ("submit", said({}, 301, Location="http://127.0.0.1:1/elsewhere"), "nobody goes where it redirects"),
        ("look", said({}, 307, Location="http://127.0.0.1:1/elsewhere"), "nobody goes where it redirects"),
        ("look", said({}, 404), "with 404"),
        ("look", said({"state": "odd"}), "how far"),
        ("look", said({"state": "running", "progress": "half"}), "how far"),
        ("look", said({"state": "failed", "reason": "no\x1b[31m room"}), r"could not train: no \[31m room$"),
        ("look", said({"state": "failed"}), "doesn't say why"),
        ("look", said({"state": "done"}), "no sha256"),
        ("look", said({**DONE, "sha256": "0" * 63}), "no sha256"),
        ("look", said({**DONE, "bytes": True}), "no sha256"),
        ("look", said({**DONE, "bytes": 2**40}), "far too large"),
        ("look", said({**DONE, "sha256": "0" * 64}), "its hash is wrong"),
        ("fetch", said(ADAPTER[:-1]), "its hash is wrong"),
        ("fetch", said(ADAPTER + b"\0"), "its hash is wrong"),
        ("fetch", said({}, 302, Location="file:///etc/passwd"), "nobody goes where it redirects"),
    ],
)
def test_what_can_not_be_believed_is_refused(
    trainer_server: TrainerServer, time: Time, step: str, told: Answer, why: str
) -> None:
    trainer_server.steps = 0
    trainer_server.instead[step] = [lambda: told]
    with pytest.raises(TrainingFailed, match=why) as refused:
        trained(trainer_server, time)
    assert TOKEN not in str(refused.value)


def test_an_adapter_without_end_is_cut_off(time: Time) -> None:
    with training(lambda _: b"\0" * (65 * 1024 * 1024), steps=0) as server:
        server.instead["look"] = [lambda: said({**DONE, "bytes": 1_000})]
        with pytest.raises(TrainingFailed, match="more than"):
            trained(server, time)


@pytest.mark.parametrize("url", ["", *NO_SERVER.split(), *NOT_SAFE.split()])
def test_where_nobody_s_words_may_go(url: str) -> None:
    with pytest.raises(TrainingFailed):
        address(url, keyed=True)


@pytest.mark.parametrize(
    "url", ["https://trainer.example/v1/", "http://localhost:8080", "http://[::1]:1/v1", "http://127.0.0.9"]
)
def test_where_they_may(url: str) -> None:
    assert address(url, keyed=True) == url.rstrip("/")


def test_a_token_that_no_header_can_carry_is_not_told(trainer_server: TrainerServer, time: Time) -> None:
    remote = Remote(trainer_server.url, "bad\ntoken", 60.0, 20.0)
    with pytest.raises(TrainingFailed, match="the token, is wrong") as refused:
        RemoteTrainer(remote, time.pace).train(PLAN, lambda _: None)
    assert "bad" not in str(refused.value)
    assert "bad" not in repr(remote)
