"""The tilts of many pairs. Who has said nothing costs nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.tastes.alike import alike
from rematch_match.domain.tastes.tilt import TASTE, Opening, Tilt, tilt_of

Numbers = NDArray[np.intp]


def tilts_of(
    jobs: Sequence[JobFacts],
    people: Sequence[CandidateFacts],
    pairs: tuple[Numbers, Numbers],
    share: Callable[[int], float],
    now: datetime,
) -> dict[int, Tilt]:
    """By the number of the pair, of those that are moved. `share`: how much the pair's tenant lets it count."""
    tasting = [at for at, person in enumerate(people) if person.tastes]
    if not tasting:
        return {}
    job_at, person_at = pairs
    rows = np.flatnonzero(np.isin(person_at, tasting))
    openings = {at: _opening(jobs[at], now) for at in set(job_at[rows].tolist())}
    found = {
        row: tilt_of(people[person].tastes, openings[job], share(row))
        for row, job, person in np.column_stack([rows, job_at[rows], person_at[rows]]).tolist()
    }
    return {row: tilt for row, tilt in found.items() if tilt is not None}


def column(tilts: Mapping[int, Tilt], size: int) -> dict[str, NDArray[np.float64]]:
    """As a feature, where anybody is moved."""
    if not tilts:
        return {}
    points = np.full(size, np.nan)
    points[list(tilts)] = [tilt.points for tilt in tilts.values()]
    return {TASTE: points}


def _opening(job: JobFacts, now: datetime) -> Opening:
    """Of one without a day nobody knows for how long it has been there."""
    posted = min(job.asks.posted_at or now, now)
    return Opening.of(job.job_id, posted.timestamp(), alike(job.asks))
