"""What the routes take."""

from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rematch_common.contracts.fields import Id
from rematch_notify.domain.pacing import PaceKind
from rematch_notify.domain.subscriptions import About, Cap, CapPeriod
from rematch_notify.domain.wishes import Wish

_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
Clock = Annotated[str, StringConstraints(pattern=_CLOCK), Field(description="HH:MM, by the clock of `zone`")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$"), Field(description="ISO 639-1")]
Filter = Annotated[
    dict[str, Any],
    Field(
        max_length=20,
        description="what must hold, all of it; of a list one is enough. Of matches: min_score, min_grade, skills, "
        "locations, workplaces, profiles, broader. Of alerts: kinds, least_severity",
    ),
]
Target = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000),
    Field(description="an e-mail address, a webhook's https address, a Telegram chat: what the channel takes"),
]
Secret = Annotated[str, StringConstraints(max_length=200), Field(description="whsec_…: signs what a webhook is sent")]
Zone = Annotated[str, StringConstraints(min_length=1, max_length=64), Field(description="IANA name of a time zone")]


class QuietHours(BaseModel):
    """When nothing is told; what comes then waits until they end. They may go over midnight."""

    model_config = ConfigDict(extra="forbid")

    begin: Clock
    end: Clock

    @property
    def times(self) -> tuple[time, time]:
        return _time(self.begin), _time(self.end)


class CapIn(BaseModel):
    """So many in each hour, day or week; of what is more there is only how many they are."""

    model_config = ConfigDict(extra="forbid")

    most: Annotated[int, Field(ge=1, le=10_000)]
    period: CapPeriod

    @property
    def cap(self) -> Cap:
        return Cap(self.most, self.period)


class SubscriptionIn(BaseModel):
    """Who wants to be told of what, where, and when."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "subscriber": "candidate:c-1001",
                    "filter": {"min_grade": "B", "skills": ["python"], "workplaces": ["remote", "hybrid"]},
                    "channel": "log",
                    "target": "c-1001",
                    "pace": "daily",
                    "daily_at": "08:30",
                    "quiet": {"begin": "22:00", "end": "07:00"},
                    "zone": "Europe/Berlin",
                    "cap": {"most": 10, "period": "day"},
                }
            ]
        },
    )

    subscriber: Annotated[str, Field(max_length=100, description="candidate:ID, recruiter:NAME or operator:NAME")]
    candidate_id: Id | None = Field(None, description="of a recruiter's: the only person it is about")
    about: About = "matches"
    filter: Filter = Field(default_factory=dict)
    channel: Annotated[str, Field(min_length=1, max_length=40, description="email, telegram, slack, webhook, …")]
    target: Target
    secret: Secret | None = None
    pace: PaceKind = "at_once"
    daily_at: Clock = "09:00"
    quiet: QuietHours | None = None
    zone: Zone = "UTC"
    cap: CapIn | None = None
    language: Language = "en"

    @property
    def wish(self) -> Wish:
        given = self.model_dump(exclude={"daily_at", "quiet", "cap"})
        return Wish(
            **given,
            daily_at=_time(self.daily_at),
            quiet=self.quiet.times if self.quiet else None,
            cap=self.cap.cap if self.cap else None,
        )


class SubscriptionChange(BaseModel):
    """What is given is changed. `quiet` and `cap` may be null: there are none any more."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"pace": "hourly", "quiet": None}]})

    filter: Filter | None = None
    target: Target | None = None
    secret: Secret | None = None
    pace: PaceKind | None = None
    daily_at: Clock | None = None
    quiet: QuietHours | None = None
    zone: Zone | None = None
    cap: CapIn | None = None
    language: Language | None = None
    state: Literal["off"] | None = Field(None, description="off: nothing is told until it is resumed")

    @property
    def changes(self) -> dict[str, Any]:
        """By the names of Wish. What is null is as if it weren't given, but for quiet hours and caps."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        found = {name: value for name, value in given.items() if value is not None or name in ("quiet", "cap")}
        if self.daily_at is not None:
            found["daily_at"] = _time(self.daily_at)
        if self.quiet is not None:
            found["quiet"] = self.quiet.times
        if self.cap is not None:
            found["cap"] = self.cap.cap
        if found.pop("state", None):
            found["off"] = True
        return found


def _time(clock: str) -> time:
    return time.fromisoformat(clock)
