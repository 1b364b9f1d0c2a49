"""What was learned as one more factor. It weighs nothing beside the others: its points are added to theirs."""

from collections.abc import Mapping

import numpy as np

from rematch_common.contracts import Factor
from rematch_match.domain.learned.model import Learned

LEARNED = "learned"
_MIDDLE = 50.0


def learned_factor(model: Learned, row: Mapping[str, float | None], shift: float) -> Factor:
    """Its score: 50 where it moves nothing, 0 and 100 at the bound."""
    features = {name: np.array([np.nan if value is None else value]) for name, value in row.items()}
    named = " and ".join(model.mostly(features, up=shift > 0)) if shift else ""
    return Factor(
        name=LEARNED,
        score=round(_MIDDLE * (1 + shift / model.correction.bound), 2),
        weight=0.0,
        note=f"{shift:+.1f} points by what people here took to{f', mostly {named}' if named else ''}",
    )
