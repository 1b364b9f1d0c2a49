"""What a model sees of a pair: relations of the two that are about the work, and what the opening asks for. Who they
are it never sees; of the person alone only whether they would relocate or work remotely, without which a distance says
little.

Left out on purpose: ids, texts and employers; years, pay and level by themselves, which stand for age and sex more than
their distance from what is asked does; the conditions of a work, which may stand for health; and the posting's age,
which is nearly 0 for everything when it is told, and which the profile counts by the day.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.table import Features

Rows = NDArray[np.float32]
_GAPS: Mapping[str, tuple[str, str]] = {
    "years_above": ("years", "years_min"),
    "years_within": ("years_max", "years"),
    "level_above": ("level_own", "level_asked"),
}
"""How far the first lies above the second."""
ABOUT: Mapping[str, str] = {
    "skills": "skills",
    "skills_required": "skills",
    "skills_counted": "skills",
    "skills_asked": "skills",
    "skills_matched": "skills",
    "licences_missing": "licences",
    "tongues_missing": "languages",
    "title_headline": "title",
    "title_wish": "title",
    "role": "title",
    "cosine": "meaning",
    "home": "place",
    "wanted": "place",
    "workplace": "place",
    "remote_wish": "place",
    "relocate": "place",
    "pay_ratio": "pay",
    "pay_ratio_low": "pay",
    "employment": "contract",
    "employment_asked": "contract",
    "industry": "industry",
    "years_above": "years",
    "years_within": "years",
    "level_above": "level",
}
"""Each column, and what it is about in a word."""
COLUMNS = tuple(ABOUT)


def rows_of(features: Features) -> Rows:
    """A row a pair; nan where something isn't known."""
    found = [_gap(features, *_GAPS[name]) if name in _GAPS else features[name] for name in COLUMNS]
    return np.column_stack(found).astype(np.float32)


def _gap(features: Features, above: str, below: str) -> NDArray[np.float64]:
    return features[above] - features[below]
