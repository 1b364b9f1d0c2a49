"""Whether the opening is in an industry that the tenant prefers."""

from collections.abc import Sequence

import numpy as np

from rematch_match.domain.columns import Columns, Index
from rematch_match.domain.features.table import Features
from rematch_match.domain.vocabulary import sign_of


def industry_features(columns: Columns, preferred: Sequence[frozenset[str]], whose: Index) -> Features:
    """`preferred`: of each tenant; `whose`: of each pair, its tenant. nan for those who prefer none."""
    found = np.full(len(columns), np.nan)
    industry = columns.openings.head["industry"][columns.job_at]
    for tenant, names in enumerate(preferred):
        if names:
            own = (whose == tenant) & (industry >= 0)
            found[own] = np.isin(industry[own], [sign_of(name.casefold()) for name in names])
    return {"industry": found}
