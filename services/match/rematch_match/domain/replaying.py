"""The same score again from what the audit wrote down."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rematch_match.domain.ageing import value_at
from rematch_match.domain.learned.told import told_features
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.sheets import Sheet, moved, sheet_of
from rematch_match.domain.tastes.tilt import TASTE, score_for
from rematch_match.domain.verdicts.blending import Blend, fixed_with


class UnknownProfile(LookupError):
    """The score was reached under a profile, or a version of it, that this release hasn't got."""


def replay(inputs: Mapping[str, Any]) -> float:
    """The score that these inputs give. Raises UnknownProfile."""
    name, version = inputs["profile"], inputs["profile_version"]
    profile = PROFILES.get(name)
    if profile is None or profile.version != version:
        raise UnknownProfile(f"profile {name}, version {version}, is not in this release")
    if inputs.get("bar"):
        return 0.0
    features = told_features([inputs])
    sheet = sheet_of(features, profile, np.array([inputs["weights"]], dtype=np.float64))
    if inputs.get("learned"):
        sheet = moved(sheet, np.array([inputs["learned"]["shift"]]), features["age"])
    return _with_verdict(sheet, inputs) if inputs.get("verdict") else float(sheet.value[0])


def _with_verdict(sheet: Sheet, inputs: Mapping[str, Any]) -> float:
    """The same once more, with what was said of the pair."""
    line, verdict, age = sheet.lines(np.array([0]))[0], inputs["verdict"], inputs["features"].get("age")
    parts = [*zip(line.names, [round(score, 2) for score in line.scores], line.weights, line.known, strict=False)]
    if points := inputs["features"].get(TASTE):
        parts.append((TASTE, score_for(points), 0.0, True))
    return value_at(fixed_with(line.fixed, age, parts, verdict["score"], Blend.of(verdict)), age)
