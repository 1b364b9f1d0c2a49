"""A factor in a few words, from the features of one pair."""

from collections.abc import Callable, Mapping

from rematch_match.domain.features.places import CITY, COMMUTE, COUNTRY, FAR_COMMUTE, REGION
from rematch_match.domain.packing import WORKPLACES

Row = Mapping[str, float | None]
_RUNGS = (
    (CITY, "in the same city"),
    (COMMUTE, "within a commute"),
    (FAR_COMMUTE, "within a long commute, or in an area that holds it"),
    (REGION, "in the same region"),
    (COUNTRY, "in the same country"),
    (0.0, "in another country"),
)


def note(factor: str, row: Row) -> str | None:
    found = _NOTES.get(factor)
    return found(row) if found else None


def _skills(row: Row) -> str:
    if row["skills"] is None:
        return "no skills to compare"
    return f"{row['skills_matched']:.0f} of {row['skills_asked']:.0f} skills asked for"


def _semantic(row: Row) -> str:
    return "no vectors of one model" if row["cosine"] is None else f"cosine {row['cosine']:.2f}"


def _experience(row: Row) -> str | None:
    if row["years"] is None or (row["years_min"] is None and row["years_max"] is None):
        return None
    least, most = row["years_min"], row["years_max"]
    asked = f"{least or 0:g} or more" if most is None else f"{least or 0:g} to {most:g}"
    return f"{row['years']:g} years, {asked} asked for"


def _location(row: Row) -> str | None:
    kind = WORKPLACES[int(row["workplace"] or 0)]
    ends = (("home", row["home"]), ("wish", row["wanted"]))
    told = [f"{name} {_rung(rung)}" for name, rung in ends if rung is not None]
    where = "; ".join(told)
    return (f"{kind}; {where}" if where else kind) if kind != "unknown" else where or None


def _rung(rung: float) -> str:
    return next(words for least, words in _RUNGS if rung >= least)


def _salary(row: Row) -> str | None:
    ratio = row["pay_ratio"]
    return None if ratio is None else f"offers up to {100 * ratio:.0f} % of the wish"


def _title(row: Row) -> str | None:
    told = (("own role", row["title_headline"]), ("wished role", row["title_wish"]))
    known = [f"{name} {_kin(close)}" for name, close in told if close is not None]
    return "; ".join(known) or None


def _kin(close: float) -> str:
    words = ((1.0, "is the same"), (0.75, "is close"), (0.01, "is a neighbour"))
    return next((word for least, word in words if close >= least), "is another")


def _employment(row: Row) -> str | None:
    fits = row["employment"]
    return None if fits is None else "as wished" if fits else "not among the wishes"


def _recency(row: Row) -> str | None:
    age = row["age"]
    return None if age is None else f"posted {max(0, int(age))} days ago"


_NOTES: Mapping[str, Callable[[Row], str | None]] = {
    "skills": _skills,
    "semantic": _semantic,
    "experience": _experience,
    "location": _location,
    "salary": _salary,
    "title": _title,
    "employment": _employment,
    "recency": _recency,
}
