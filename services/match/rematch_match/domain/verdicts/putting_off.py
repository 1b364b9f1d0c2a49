"""Pairs that the factors have judged for now, since no model answered: how long one may still have the word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_SOON, _AFTER_OTHERS = timedelta(seconds=10), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PuttingOff:
    """`longest`: from when a pair was wanted. `most`: so many of a tenant wait so, the best of those that come at once;
    of the others the factors' word stays."""

    longest: timedelta = timedelta(hours=24)
    most: int = 1_000

    def lasts(self, wanted_at: datetime, now: datetime) -> bool:
        return now - wanted_at < self.longest


def again_at(wanted_at: datetime, now: datetime, in_vain: bool) -> datetime:
    """When it is its turn again, if a model answers then. `in_vain`: it was asked about while a model answers others:
    then each pause is half as long as it has waited in all, so that no pair takes many calls in a day."""
    return now + (max(_AFTER_OTHERS, (now - wanted_at) / 2) if in_vain else _SOON)
