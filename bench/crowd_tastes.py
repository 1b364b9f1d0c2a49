"""What people look for in an opening, and how much each population does."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.features.places import COMMUTE, REGION
from rematch_match.domain.features.table import Features
from rematch_match.domain.packing import WORKPLACES

Numbers = NDArray[np.float64]
TASTES: Mapping[str, Mapping[str, float]] = {
    "commuters": {"near": 0.45, "title": 0.20, "skills": 0.15, "pay": 0.10, "level": 0.10},
    "climbers": {"pay": 0.40, "level": 0.20, "title": 0.20, "skills": 0.10, "near": 0.10},
    "crafts": {"skills": 0.45, "title": 0.30, "near": 0.10, "pay": 0.10, "level": 0.05},
}
"""By population, how much each of the traits counts."""
_REMOTE = WORKPLACES.index("remote")


def _near(features: Features) -> Numbers:
    """Remote work is near everybody; a place is near that can be reached every day."""
    rung = np.fmax(features["home"], features["wanted"])
    reach = np.where(rung >= COMMUTE, 1.0, np.where(rung >= REGION, 0.4, 0.0))
    near: Numbers = np.where(features["workplace"] == _REMOTE, 0.9, np.where(np.isnan(rung), 0.5, reach))
    return near


def _title(features: Features) -> Numbers:
    return np.fmax(features["title_headline"], features["title_wish"])


def _pay(features: Features) -> Numbers:
    """Who earns more than they ask for likes that, too."""
    return np.clip((features["pay_ratio"] - 0.8) / 0.6, 0, 1)


def _level(features: Features) -> Numbers:
    """A step up is better than none, and two are too many."""
    step = features["level_asked"] - features["level_own"]
    level: Numbers = np.where(np.isnan(step), 0.5, np.exp(-((step - 1) ** 2) / 2))
    return level


TRAITS: Mapping[str, Callable[[Features], Numbers]] = {
    "skills": lambda features: features["skills"],
    "near": _near,
    "title": _title,
    "pay": _pay,
    "level": _level,
}
