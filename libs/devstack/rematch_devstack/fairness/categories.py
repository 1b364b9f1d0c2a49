"""The categories that people name themselves by, as the EEO-1 report has them."""

from collections.abc import Mapping
from dataclasses import dataclass

SEX: Mapping[str, str] = {"female": "Female", "male": "Male", "nonbinary": "Nonbinary"}
"""EEO-1 has the first two; whoever names another is counted under it, and left out of ratios while they are few."""
RACE_ETHNICITY: Mapping[str, str] = {
    "hispanic_or_latino": "Hispanic or Latino",
    "white": "White",
    "black_or_african_american": "Black or African American",
    "native_hawaiian_or_pacific_islander": "Native Hawaiian or Pacific Islander",
    "asian": "Asian",
    "american_indian_or_alaska_native": "American Indian or Alaska Native",
    "two_or_more_races": "Two or More Races",
}
"""Whoever is Hispanic or Latino is that alone, whatever their race."""
Key = tuple[str, str]
"""Tenant and candidate."""
UNSAID = frozenset({"", "unknown", "prefer_not_to_say"})


@dataclass(frozen=True, slots=True)
class Attributes:
    """What somebody has told of themselves; None: not said."""

    sex: str | None = None
    race_ethnicity: str | None = None

    def __bool__(self) -> bool:
        return bool(self.sex or self.race_ethnicity)


def category_of(text: str, known: Mapping[str, str]) -> str | None:
    """By its slug or its name, however that is written. Raises ValueError, without a word of the text."""
    slug = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if slug in UNSAID:
        return None
    if slug not in known:
        raise ValueError(f"none of {', '.join(known)}, and not unknown")
    return slug
