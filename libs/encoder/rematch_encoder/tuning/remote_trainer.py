"""Training by another machine's HTTP API: a plan is submitted, asked for until it is done, and its adapter fetched.

    POST BASE/trainings               the plan                 -> {"id": ...}; the same plan again is the same training
    GET  BASE/trainings/ID                                     -> {"state": queued|running|done|failed, "progress": 0-1}
    GET  BASE/trainings/ID/adapter                             -> safetensors

`done` comes with `sha256` and `bytes` of the adapter, `failed` with a `reason`. Needs httpx.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from rematch_encoder.openai_embedder import Pace
from rematch_encoder.tuning.plan import Plan
from rematch_encoder.tuning.ports import Tell, TrainingFailed
from rematch_encoder.tuning.remote_wire import Away, State, address, identity, state_of

_JSON_BYTES = 64 * 1024
_ADAPTER_BYTES = 64 * 1024 * 1024
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_LATER = {408, 409, 425, 429}


@dataclass(frozen=True)
class Remote:
    """Where it is, and how long it may take. `each`: seconds for an answer, all of it; `within`: for all together."""

    base_url: str
    token: str = field(default="", repr=False)
    within: float = 6 * 3600.0
    each: float = 120.0


class RemoteTrainer:
    """Has `remote` train; see the port Trainer. What it says is believed as far as it can be checked: an adapter has
    the hash that was told, and who reads it looks at its names, shapes and numbers. It is never asked to decide."""

    def __init__(self, remote: Remote, pace: Pace | None = None) -> None:
        self._base = address(remote.base_url, bool(remote.token))
        self._remote = remote
        self._pace = pace or Pace()

    def train(self, plan: Plan, tell: Tell) -> bytes:
        end = self._pace.clock() + self._remote.within
        headers = {"Accept-Encoding": "identity"}
        if self._remote.token:
            headers["Authorization"] = f"Bearer {self._remote.token}"
        # Redirects aren't followed: people's words, and the token, go to the address that was named. In the clear no
        # proxy of the environment sees them either; by https it sees where they go and nothing else.
        proxied = self._base.startswith("https:")
        with httpx.Client(
            timeout=self._remote.each, headers=headers, follow_redirects=False, trust_env=proxied
        ) as client:
            call = _Call(client, self._base, self._remote.each, self._pace, end)
            said = call.post("/trainings", plan.body, {"Idempotency-Key": plan.digest})
            name = identity(said)
            tell(f"{self._base} trains as {name}")
            done = self._done(call, name, tell)
            content = call.get(f"/trainings/{name}/adapter", _ADAPTER_BYTES)
        if len(content) != done.size or hashlib.sha256(content).hexdigest() != done.sha256:
            raise TrainingFailed(f"{self._base} sent another adapter than it told: its hash is wrong")
        return content

    def _done(self, call: "_Call", name: str, tell: Tell) -> State:
        pause, told = _FIRST_PAUSE, -1.0
        while True:
            state = state_of(call.get(f"/trainings/{name}", _JSON_BYTES))
            if state.state == "failed":
                raise TrainingFailed(f"{self._base} could not train: {state.reason}")
            if state.state == "done":
                if state.size > _ADAPTER_BYTES:
                    raise TrainingFailed(f"{self._base} has an adapter of {state.size} bytes, which is far too large")
                return state
            if state.progress > told:
                # Soon again while something moves: what stands still is asked less and less.
                pause, told = _FIRST_PAUSE, state.progress
                tell(f"{self._base}: {state.state}, {state.progress:.0%}")
            call.wait(pause)
            pause = min(_LONGEST_PAUSE, pause * 1.5)


@dataclass(frozen=True)
class _Call:
    """Requests that are tried again while the server is away and there is time left."""

    client: httpx.Client
    base: str
    each: float
    pace: Pace
    end: float

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        told = {"Content-Type": "application/json", **headers}
        return self._tried(lambda: self._once("POST", path, _JSON_BYTES, content=body, headers=told))

    def get(self, path: str, most: int) -> bytes:
        return self._tried(lambda: self._once("GET", path, most))

    def wait(self, seconds: float) -> None:
        if self.pace.clock() + seconds > self.end:
            raise TrainingFailed(
                f"{self.base} is not done in the time that it was given; the same command asks for this training again"
            )
        self.pace.wait(seconds)

    def _tried(self, ask: Any) -> bytes:
        pause = _FIRST_PAUSE
        while True:
            try:
                found: bytes = ask()
            except Away as away:
                try:
                    self.wait(pause * (0.5 + self.pace.chance()))
                except TrainingFailed as late:
                    raise TrainingFailed(f"{late} (last: {away})") from away
                pause = min(_LONGEST_PAUSE, pause * 2)
            else:
                return found

    def _once(self, method: str, path: str, most: int, **said: Any) -> bytes:
        end = self.pace.clock() + self.each
        body = bytearray()
        with _told(self.base), self.client.stream(method, self.base + path, **said) as response:
            self._check(response.status_code, path)
            # As it comes, so that nothing small unpacks to something huge; httpx times every piece anew.
            for piece in response.iter_raw():
                body += piece
                if len(body) > most:
                    raise TrainingFailed(f"{self.base} answers {path} with more than {most} bytes")
                if self.pace.clock() > end:
                    raise Away("all of the answer takes too long")
        return bytes(body)

    def _check(self, status: int, path: str) -> None:
        if status in _LATER or status >= 500:
            raise Away(f"it answers {status}")
        if not 200 <= status < 300:
            moved = ", and nobody goes where it redirects to" if 300 <= status < 400 else ""
            raise TrainingFailed(f"{self.base} answers {path} with {status}{moved}")


@contextmanager
def _told(base: str) -> Iterator[None]:
    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise TrainingFailed(f"{base} is no address of a trainer") from error
    except httpx.LocalProtocolError as error:  # its text quotes the header that it doesn't like, with the token
        raise TrainingFailed(f"{base} can't be asked: a header, so the token, is wrong") from error
    except httpx.HTTPError as error:
        raise Away(type(error).__name__) from error
