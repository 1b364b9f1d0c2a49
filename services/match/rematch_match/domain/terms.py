"""On which terms a tenant's people are matched: the deployment's, and what the tenant has chosen instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rematch_common.contracts import TenantSettings

MOST_PER_CANDIDATE = 50


@dataclass(frozen=True, slots=True)
class Terms:
    """What a tenant's matching goes by. `version` is that of the settings they come from, 0 without any."""

    version: int = 0
    active: bool = True
    profile: str = "rematch"
    weights: Mapping[str, float] = field(default_factory=dict)
    least: float = 50.0
    most_per_candidate: int = MOST_PER_CANDIDATE
    most_per_posting: int | None = None
    most_days: int | None = None
    """Openings that were posted before so many days are not looked for."""


def terms_of(settings: TenantSettings | None, otherwise: Terms) -> Terms:
    """What the tenant has chosen, and for the rest the deployment's."""
    if settings is None:
        return otherwise
    return Terms(
        version=settings.version,
        active=settings.active,
        profile=settings.scoring_profile or otherwise.profile,
        weights=settings.weights,
        least=otherwise.least if settings.min_score is None else settings.min_score,
        most_per_candidate=_chosen(settings.max_matches_per_candidate, otherwise.most_per_candidate),
        most_per_posting=settings.max_matches_per_posting,
        most_days=otherwise.most_days if settings.max_posting_age_days is None else settings.max_posting_age_days,
    )


def _chosen(own: int | None, otherwise: int) -> int:
    return otherwise if own is None else own
