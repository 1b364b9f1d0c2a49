"""Openings through the eyes of tenants: what each asks for in its words, and which its terms keep from it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.bars import bar, bars_any
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.own_skills import job_for
from rematch_match.domain.terms import Terms


class Tenants(NamedTuple):
    """The tenants of some pairs, and of each pair the number of its tenant."""

    names: Sequence[str]
    terms: Sequence[Terms]
    whose: NDArray[np.intp]


class Through(NamedTuple):
    """Pair i is with `jobs[job_at[i]]`; `bars[bar_at[i]]` keeps the opening from the tenant."""

    jobs: Sequence[JobFacts]
    job_at: NDArray[np.intp]
    bars: tuple[str | None, ...]
    bar_at: NDArray[np.intp]


def through(jobs: Sequence[JobFacts], job_at: NDArray[np.intp], tenants: Tenants, now: datetime) -> Through:
    """Each opening is looked at once for each tenant, not for each pair. `jobs` stay the first of those it gives."""
    barring = [bars_any(terms) for terms in tenants.terms]
    if not any(barring) and not any(job.own for job in jobs):
        return Through(jobs, job_at, (None,), np.zeros(len(job_at), dtype=np.intp))
    met, which = np.unique(job_at * len(tenants.names) + tenants.whose, return_inverse=True)
    seen, rows, bars = list(jobs), [], []
    for at, number in (divmod(code, len(tenants.names)) for code in met.tolist()):
        job = job_for(jobs[at], tenants.names[number])
        rows.append(at if job is jobs[at] else len(seen))
        seen += [] if job is jobs[at] else [job]
        bars.append(bar(job, tenants.terms[number], now) if barring[number] else None)
    return Through(seen, np.array(rows, dtype=np.intp)[which], tuple(bars), which)
