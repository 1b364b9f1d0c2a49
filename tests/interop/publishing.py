"""Matches as they are published, with all that a reader has to put up with; and what each of them should have done."""

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import orjson

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCHES, MatchFound, MatchUpdated, MatchWithdrawn, match_id_of
from rematch_common.contracts.examples import examples_of
from rematch_common.contracts.limits import MOVED_TO
from rematch_common.frames import framed
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing
from rematch_common.wire import Wire

STAMP = Stamp("rematch/match", datetime(2026, 3, 1, tzinfo=UTC))
_MODELS: dict[str, type[MatchFound] | type[MatchUpdated] | type[MatchWithdrawn]] = {
    "found": MatchFound,
    "updated": MatchUpdated,
    "withdrawn": MatchWithdrawn,
}


@dataclass(frozen=True)
class Effect:
    """What an example writes down of a record."""

    key: str
    version: int
    kind: str
    match_id: str | None = None
    score: float | None = None


@dataclass
class Town:
    """Pairs, and the last word about each."""

    topic: str
    chance: random.Random
    pairs: int = 60
    effects: list[Effect] = field(default_factory=list)
    _versions: dict[str, int] = field(default_factory=dict)
    _sent: list[Outgoing] = field(default_factory=list)

    def records(self, count: int) -> Iterator[Outgoing]:
        """Many words about many pairs, and between them what no effect may come of."""
        for _ in range(count):
            sent = self._word()
            self._sent.append(sent)
            yield sent
            if self.chance.random() < 0.3:
                yield self._noise(sent)

    def _word(self) -> Outgoing:
        number = self.chance.randrange(self.pairs)
        key = f"acme/c-{number}/{UUID(int=number)}"
        before = self._versions.get(key, 0)
        version = self._versions[key] = before + self.chance.choice((1, 1, 2, 7))
        kind = self.chance.choice(("updated", "updated", "withdrawn", "forgotten")) if before else "found"
        if kind == "forgotten":
            self.effects.append(Effect(key, version, kind))
            return self._on_topic(encode(MATCHES, key, None, replace(STAMP, version=version)))
        return self._on_topic(self._said(kind, key, version))

    def _said(self, kind: str, key: str, version: int) -> Outgoing:
        tenant, candidate, job = key.split("/")
        ids = {"tenant_id": tenant, "candidate_id": candidate, "job_id": job, "version": version}
        match_id = str(match_id_of(tenant, candidate, UUID(job)))
        told = dict(examples_of(_MODELS[kind])[0]) | ids | {"match_id": match_id}
        score = None if kind == "withdrawn" else round(self.chance.uniform(50, 100), 2)
        event = _MODELS[kind].model_validate(told if score is None else told | {"score": score})
        self.effects.append(Effect(key, version, kind, match_id, score))
        sent = encode(MATCHES, key, event, STAMP)
        in_frame = self.chance.random() < 0.3
        return replace(sent, value=framed(7, sent.value or b"")) if in_frame else sent

    def _noise(self, sent: Outgoing) -> Outgoing:
        """The same again, one of long ago, the end of a pair here that goes on elsewhere, and what can't be read."""
        others = (
            sent,
            self.chance.choice(self._sent),
            replace(sent, value=None, headers=(*sent.headers, (MOVED_TO, b"matches.acme"))),
            replace(sent, headers=_of_type(sent, b"rematch.match.admired.v1"), value=orjson.dumps({"version": 10**6})),
            replace(sent, headers=_of_type(sent, b"rematch.match.found.v1"), value=b'{"version": 9' + b"\xff"),
            replace(sent, headers=_of_type(sent, b"rematch.match.found.v1"), value=b"{}"),
            replace(sent, headers=(), value=None),
        )
        return self.chance.choice(others)

    def _on_topic(self, sent: Outgoing) -> Outgoing:
        return replace(sent, topic=self.topic)


def _of_type(sent: Outgoing, ce_type: bytes) -> tuple[tuple[str, bytes], ...]:
    return tuple(dict(sent.headers, ce_type=ce_type).items())


@asynccontextmanager
async def publishing(kafka: str) -> AsyncIterator[KafkaPublisher]:
    publisher = KafkaPublisher(kafka, "interop", Wire("https://jobs.example/schemas"))
    await publisher.start()
    try:
        yield publisher
    finally:
        await publisher.stop()


def by_key(effects: list[Effect]) -> dict[str, list[Effect]]:
    found: dict[str, list[Effect]] = {}
    for effect in effects:
        found.setdefault(effect.key, []).append(effect)
    return found
