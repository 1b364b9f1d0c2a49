"""How models stand to one another: what match says of their vectors, and Kafka of what is still to be read."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient

from rematch_common.contracts import Introduction
from rematch_common.positions import administrating, committed
from rematch_devstack.commands.broker import Broker, connected, kafka_told
from rematch_devstack.commands.own_commands import is_told, output_of, with_database
from rematch_devstack.commands.target import Target
from rematch_devstack.errors import StackError
from rematch_devstack.roles import role_of

_SLOWEST = 60.0


@dataclass(frozen=True)
class Standing:
    """One model: of how many there are vectors, and how many records nobody has read yet that may bring more."""

    model: str
    label: str
    openings: int
    people: int
    unread: int = 0


@dataclass(frozen=True)
class Situation:
    """`named`: the model that was switched to; empty while none ever was."""

    named: str
    standings: Sequence[Standing]

    @property
    def in_force(self) -> Standing | None:
        """Of two of one name that which the ordinary topics bring; with none named, what most of theirs have."""
        if self.named:
            return next((one for one in self._ordinary_first() if one.model == self.named), None)
        own = [one for one in self.standings if not one.label]
        return max(own, key=lambda one: one.openings + one.people, default=None)

    def find(self, wanted: str) -> Standing:
        """By name or label. StackError when there is none."""
        found = [one for one in self._ordinary_first() if wanted in {one.model, one.label}]
        if not found:
            names = ", ".join(sorted({one.model for one in self.standings})) or "none"
            raise StackError(f"match has no vectors of {wanted!r}; it has those of: {names}")
        return found[0]

    def behind(self, chosen: Standing) -> str:
        """Why a switch would lose something; empty when it would not."""
        now = self.in_force
        if chosen.unread:
            return f"{chosen.unread:,} records are unread"
        if now is not None and (chosen.openings, chosen.people) != (now.openings, now.people):
            return (
                f"it has vectors of {chosen.openings:,} openings and {chosen.people:,} people, "
                f"{now.model} of {now.openings:,} and {now.people:,}"
            )
        return ""

    def as_json(self) -> str:
        named = self.in_force.model if self.in_force else ""
        return json.dumps({"in_force": named, "models": [asdict(one) for one in self.standings]})

    def _ordinary_first(self) -> list[Standing]:
        return sorted(self.standings, key=lambda one: bool(one.label))


async def situation(target: Target) -> Situation:
    told = _match(target, "status")
    labels = sorted({one["label"] for one in told["standings"]} - {""})
    unread = await _unread(target.bootstrap, labels) if labels else {}
    standings = [Standing(**one, unread=unread.get(one["label"], 0)) for one in told["standings"]]
    return Situation(told["in_force"], standings)


def decided(target: Target, model: str) -> int:
    """Switch, and say how many people are to be matched again."""
    return int(_match(target, "switch", model)["again"])


def _match(target: Target, *words: str) -> Mapping[str, Any]:
    of_run = target.postgres.get(role_of("match"))
    if not (of_run or is_told(os.environ)):
        raise StackError("say where match's database is: REMATCH_DATABASE_URL, as match itself has it")
    environ = with_database(of_run, os.environ) if of_run else os.environ
    said = output_of("rematch_match.switching", *words, environ=environ, limit=_SLOWEST)
    found: Mapping[str, Any] = json.loads(said)
    return found


async def _unread(bootstrap: str, labels: Iterable[str]) -> dict[str, int]:
    async with connected(bootstrap) as broker:
        with kafka_told(bootstrap):
            async with administrating(bootstrap) as admin:
                return {label: await _unread_of(broker, admin, Introduction(label)) for label in labels}


async def _unread_of(broker: Broker, admin: AIOKafkaAdminClient, introduction: Introduction) -> int:
    spans = await broker.spans(topic.name for topic in introduction.writes if topic.name in broker.topics)
    read = await committed(admin, introduction.follower)
    return sum(max(0, span.end - max(span.first, read.get(part, 0))) for part, span in spans.items())
