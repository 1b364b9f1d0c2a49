"""How near the work is to where somebody lives, and to where they want to work."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.columns import Columns, Numbers, taken
from rematch_match.domain.features.table import Features
from rematch_match.domain.geography import in_zone, kilometres
from rematch_match.domain.packed import HOME, WANTED

CITY, COMMUTE, FAR_COMMUTE, REGION, COUNTRY, ELSEWHERE = 6.0, 5.0, 4.0, 3.0, 2.0, 0.0
"""The rungs: one city; a commute; a long one, or the area that holds the place; one region; one country; none."""
_COMMUTE_KM, _FAR_KM = 40.0, 90.0


def place_features(columns: Columns) -> Features:
    """The best rung of all places of the two; nan where one of them names none."""
    theirs, asked = columns.people.places, columns.openings.places
    whose, own = theirs.each(columns.person_at)
    which, opening = asked.each(columns.job_at[whose])
    pair, own = whose[which], own[which]
    rung = _rungs(taken(theirs.rows, own), taken(asked.rows, opening))
    kind = theirs.rows["kind"][own]
    found = {name: np.full(len(columns), np.nan) for name in ("home", "wanted")}
    for name, which_kind in (("home", HOME), ("wanted", WANTED)):
        of_kind = kind == which_kind
        np.fmax.at(found[name], pair[of_kind], rung[of_kind])
    people, openings = columns.people.head, columns.openings.head
    return {
        **found,
        "workplace": openings["workplace"].astype(np.float64)[columns.job_at],
        "remote_wish": _told(people["remote"])[columns.person_at],
        "relocate": _told(people["relocate"])[columns.person_at],
    }


def _told(column: NDArray[Any]) -> Numbers:
    return np.where(column < 0, np.nan, column.astype(np.float64))


def _rungs(own: Mapping[str, NDArray[Any]], asked: Mapping[str, NDArray[Any]]) -> Numbers:
    country = (own["country"] == asked["country"]) & (own["country"] >= 0)
    region = (own["region"] == asked["region"]) & (own["region"] >= 0)
    city = country & (own["city"] == asked["city"]) & (own["city"] >= 0)
    km = kilometres(own["latitude"], own["longitude"], asked["latitude"], asked["longitude"])
    wide = (own["city"] < 0) | (asked["city"] < 0)
    whole_region = region & wide
    # "Germany" as a wish holds every town in it; as a home it says only in which country somebody lives.
    whole_country = country & wide & ((own["region"] < 0) | (asked["region"] < 0))
    zoned = in_zone()[own["country"], asked["zone"]] | in_zone()[asked["country"], own["zone"]]
    zoned |= (own["zone"] == asked["zone"]) & (own["zone"] >= 0)
    # Two towns of one name are one place where they lie together.
    same = city & ~(km > _FAR_KM)
    rung = np.where(country | zoned, COUNTRY, ELSEWHERE)
    rung = np.where(country & region, REGION, rung)
    rung = np.where(whole_region | whole_country | zoned | (km <= _FAR_KM), FAR_COMMUTE, rung)
    rung = np.where(km <= _COMMUTE_KM, COMMUTE, rung)
    rung = np.where(same, CITY, rung)
    nowhere = ((own["country"] < 0) & (own["zone"] < 0)) | ((asked["country"] < 0) & (asked["zone"] < 0))
    return np.where(nowhere & ~same, np.nan, rung)
