"""What the engines keep beside a vector, so that a search can ask for it: one shape for all of them."""

from collections.abc import Iterable

from rematch_match.ports import Point

MARKED = ["ref", "version"]
# Stands for "in none at all": one match on one field is looked up, and has edges of the graph laid for it; "in one
# of them, or the field is empty" would be two questions.
NO_CATEGORY = ""


def categories_kept(categories: Iterable[str]) -> list[str]:
    return sorted(categories) or [NO_CATEGORY]


def categories_sought(categories: Iterable[str]) -> list[str]:
    return sorted({*categories, NO_CATEGORY})


def payload_of(point: Point) -> dict[str, object]:
    """Of a point whatever isn't its vector; what is not known of it has no field."""
    payload: dict[str, object] = {
        "ref": point.ref,
        "version": point.version,
        "skills": sorted(point.skills),
        "categories": categories_kept(point.categories),
        "tenant": point.tenant,
        "posted_day": point.posted_day,
    }
    return {name: value for name, value in payload.items() if value is not None}
