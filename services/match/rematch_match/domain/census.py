"""How many people and openings there are, by tenant and skill."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Skills that fewer have, or ask for, are not listed: they are as good as nobody's.
FLOOR = 20
_NONE: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Census:
    """Counted now and then. It decides what is read, and how much of it; never who is there."""

    people: Mapping[str, int] = field(default_factory=dict)
    """By tenant, those who can be matched."""
    having: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By tenant and skill, those of them who have it."""
    asking: Mapping[str, int] = field(default_factory=dict)
    """By skill, the open openings that ask for it."""

    def have(self, tenant_id: str) -> Mapping[str, int]:
        return self.having.get(tenant_id, _NONE)
