"""What was learned of a tenant's people, and whether their pairs are scored by it."""

from typing import Any

from rematch_match.domain.learned.switching import in_force
from rematch_match.domain.terms import Terms
from rematch_match.ports.circumstances import Prevailing
from rematch_match.ports.learning import Kept, Models, Shelf


class LearnedStatus:
    """As JSON has it."""

    def __init__(self, models: Models, prevailing: Prevailing) -> None:
        self._models = models
        self._prevailing = prevailing

    async def __call__(self, tenant: str) -> dict[str, Any]:
        return _told(tenant, (await self._prevailing.now()).terms(tenant), await self._models.shelf(tenant))


def _told(tenant: str, terms: Terms, shelf: Shelf) -> dict[str, Any]:
    """`used`: whether pairs are scored by it, in this release, by this installation."""
    return {
        "tenant_id": tenant,
        "profile": terms.profile,
        "in_force": in_force(shelf.switches),
        "used": terms.learned is not None,
        "switches": [{"model": one.number, "why": one.why, "at": one.at} for one in shelf.switches],
        "models": [_kept(one) for one in shelf.models],
    }


def _kept(one: Kept) -> dict[str, Any]:
    return {"model": one.number, "trained_at": one.trained_at, **one.card.told()}
