"""A subscription as somebody wishes for it, and what can't be wished for."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from rematch_common.contracts.wording import fault_of
from rematch_common.errors import InvalidRecord
from rematch_notify.domain.filters import AlertFilter, MatchFilter
from rematch_notify.domain.pacing import Pace, PaceKind
from rematch_notify.domain.subscriptions import About, Cap
from rematch_notify.domain.targets import check_secret, check_target

_SUBSCRIBER = re.compile(r"(candidate|recruiter|operator):([A-Za-z0-9_.-]{1,64})")


class _MatchFilter(MatchFilter):
    """What is misspelt would let more through than was meant."""

    model_config = ConfigDict(extra="forbid")


class _AlertFilter(AlertFilter):
    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Rules:
    """What this deployment can do: its channels, and whether webhooks may be without TLS."""

    channels: Collection[str]
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """`zone` and `filter` as they were given."""

    subscriber: str
    about: About
    filter: Mapping[str, Any]
    channel: str
    target: str
    secret: str | None
    pace: PaceKind
    daily_at: time
    quiet: tuple[time, time] | None
    zone: str
    cap: Cap | None
    language: str
    candidate_id: str | None = None

    @property
    def paced(self) -> Pace:
        return Pace(self.pace, self.daily_at, self.quiet, self.zone)


def checked_filter(about: About, given: Mapping[str, Any]) -> MatchFilter | AlertFilter:
    """Raises InvalidRecord; of matches nobody wants to be told of each."""
    kind: type[BaseModel] = _MatchFilter if about == "matches" else _AlertFilter
    try:
        found = kind.model_validate(dict(given))
    except ValidationError as error:
        field, told = fault_of(kind, error)
        raise InvalidRecord("bad_filter", f"filter.{told}", field=f"filter.{field}") from None
    if isinstance(found, MatchFilter):
        if found.anything:
            told = "filter: say what you want to hear of, for example min_score, min_grade, skills or locations"
            raise InvalidRecord("no_filter", told, field="filter")
        return MatchFilter(**found.model_dump())
    assert isinstance(found, AlertFilter)
    return AlertFilter(**found.model_dump())


def check(wish: Wish, rules: Rules) -> None:
    """Raises InvalidRecord for what can't be."""
    if wish.channel not in rules.channels:
        there = ", ".join(sorted(rules.channels)) or "none"
        raise InvalidRecord("no_channel", f"channel: this deployment has {there}", field="channel")
    check_target(wish.channel, wish.target, insecure=rules.insecure)
    check_secret(wish.channel, wish.secret)
    check_zone(wish.zone)
    check_quiet(wish.quiet)


def check_quiet(quiet: tuple[time, time] | None) -> None:
    """Raises InvalidRecord."""
    if quiet and quiet[0] == quiet[1]:
        raise InvalidRecord("always_quiet", "quiet: it ends when it begins, so nothing is ever told", field="quiet")


def check_zone(zone: str) -> None:
    """Raises InvalidRecord for a name that is none of a time zone, or one of this machine alone: `localtime` is another
    zone, or none, where somebody else looks."""
    if zone not in _zones():
        told = "zone: give the IANA name of a time zone, for example Europe/Berlin"
        raise InvalidRecord("no_zone", told, field="zone")


@cache
def _zones() -> frozenset[str]:
    """Those of the package, which every replica has."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text().split())


def person_of(wish: Wish) -> str | None:
    """The only person that it is about, if it is about one. Raises InvalidRecord for who hears of something else."""
    told = _SUBSCRIBER.fullmatch(wish.subscriber)
    if told is None:
        hint = "subscriber: write candidate:ID, recruiter:NAME or operator:NAME"
        raise InvalidRecord("bad_subscriber", hint, field="subscriber")
    kind, name = told.groups()
    if (kind == "operator") != (wish.about == "alerts"):
        raise InvalidRecord("not_theirs", "about: operators hear of alerts, all others of matches", field="about")
    if wish.candidate_id is None:
        return name if kind == "candidate" else None
    if kind == "operator" or (kind == "candidate" and name != wish.candidate_id):
        raise InvalidRecord(
            "not_theirs", "candidate_id: that is not whom this subscriber hears of", field="candidate_id"
        )
    return wish.candidate_id
