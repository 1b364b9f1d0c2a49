"""What two ads are compared by before their texts are read: small, stored with each ad, cheap to set side by side."""

from dataclasses import asdict, dataclass
from typing import Any, Self

Place = tuple[str | None, str | None, str | None]
"""Country, region, city; as much as is known."""
Pay = tuple[float | None, float | None, str | None]
"""A year's least and most, and the currency."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """The facts of an ad that tell openings apart."""

    company: str
    agency: bool
    client: frozenset[str]
    """The words by which an agency hints at whom it recruits for."""
    title: tuple[str, ...]
    """The words of the title's core: no level, place or ornament."""
    focus: frozenset[str]
    """Those of them that say which of such jobs it is: Payments, ICU, night shift."""
    seniority: str | None
    level: int | None
    requisitions: frozenset[str]
    places: tuple[Place, ...]
    workplace: str
    employment: str | None
    pay: Pay | None
    years: tuple[float | None, float | None]
    skills: frozenset[str]

    def to_json(self) -> dict[str, Any]:
        return {name: sorted(v) if isinstance(v, frozenset) else v for name, v in asdict(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            company=data["company"],
            agency=data["agency"],
            client=frozenset(data["client"]),
            title=tuple(data["title"]),
            focus=frozenset(data["focus"]),
            seniority=data["seniority"],
            level=data["level"],
            requisitions=frozenset(data["requisitions"]),
            places=tuple((country, region, city) for country, region, city in data["places"]),
            workplace=data["workplace"],
            employment=data["employment"],
            pay=tuple(data["pay"]) if data["pay"] else None,
            years=(data["years"][0], data["years"][1]),
            skills=frozenset(data["skills"]),
        )

    @property
    def countries(self) -> frozenset[str]:
        return frozenset(country for country, _, _ in self.places if country)

    @property
    def cities(self) -> frozenset[Place]:
        return frozenset(place for place in self.places if place[2])

    @property
    def head(self) -> tuple[str, ...]:
        """The words that name the job itself."""
        return tuple(word for word in self.title if word not in self.focus) or self.title


def meet(one: Place, other: Place) -> bool:
    """Whether both can be the same place: what only one of them tells, the other doesn't deny."""
    return all(mine is None or yours is None or mine == yours for mine, yours in zip(one, other, strict=True))
