"""Years, levels, pay and dates of both sides, side by side."""

import numpy as np

from rematch_match.domain.columns import Columns, taken
from rematch_match.domain.features.table import Features

_A_DAY = 86_400


def amount_features(columns: Columns, now: float) -> Features:
    """`now`: seconds since 1970. Pay is what is offered at most, and at least, of what is wished at least.

    An opening with a least pay only ("from 40,000") offers nobody knows how much: what lies above may be paid or not.
    """
    people = taken(columns.people.head, columns.person_at)
    openings = taken(columns.openings.head, columns.job_at)
    wish = people["pay"].astype(np.float64)
    high = np.fmax(openings["pay_high"], openings["pay_low"]).astype(np.float64)
    low = openings["pay_low"].astype(np.float64)
    wished = wish > 0
    comparable = wished & ~(np.isnan(openings["pay_high"]) & (low < wish))
    bits, kind = people["employments"], openings["employment"]
    stated = (bits > 0) & (kind >= 0)
    fits = (bits >> np.maximum(kind, 0).astype(np.int16)) & 1
    nothing = np.full(len(columns), np.nan)
    return {
        "licences_had": people["licences"].astype(np.float64),
        "years": people["years"].astype(np.float64),
        "years_min": openings["years_min"].astype(np.float64),
        "years_max": openings["years_max"].astype(np.float64),
        "level_own": people["level"].astype(np.float64),
        "level_asked": openings["level"].astype(np.float64),
        "pay_wished": np.where(wished, wish, np.nan),
        "pay_offered": high,
        "pay_ratio": np.divide(high, wish, out=nothing.copy(), where=comparable),
        "pay_ratio_low": np.divide(low, wish, out=nothing, where=wished),
        "employment": np.where(stated, fits.astype(np.float64), np.nan),
        "employment_asked": np.where(kind < 0, np.nan, kind.astype(np.float64)),
        "refused": (openings["conditions"] & people["refuses"]).astype(np.float64),
        "age": (now - openings["posted"]) / _A_DAY,
    }
