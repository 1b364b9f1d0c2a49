"""Which openings somebody wants, as SQL."""

import orjson

from rematch_jobtext import folded, parse_location
from rematch_match.ports.book import Wanted

DAY = "coalesce(posted_at, TIMESTAMPTZ '1970-01-01 00:00:00Z')"
# Each word of a company's name, in the part of `words` that holds companies.
_COMPANY = (
    "words @@ coalesce((SELECT string_agg(quote_literal(lexeme) || ':C', ' & ') "
    "FROM unnest(to_tsvector('simple', {}))), '')::tsquery"
)


class Values:
    """The values of a query, and the sign for each."""

    def __init__(self) -> None:
        self.all: list[object] = []

    def add(self, value: object, kind: str) -> str:
        self.all.append(value)
        return f"${len(self.all)}::{kind}"


def where(wanted: Wanted, values: Values) -> str:
    """A condition on rows of jobs; the text is the caller's, who ranks by it."""
    told = ["alive"]
    if wanted.company:
        told.append(_COMPANY.format(values.add(wanted.company, "text")))
    if wanted.location:
        told.append(_somewhere(wanted.location, values))
    if wanted.remote is not None:
        told.append(f"(facts -> 'asks' ->> 'workplace' = 'remote') = {values.add(wanted.remote, 'boolean')}")
    if wanted.since is not None:
        told.append(f"{DAY} >= {values.add(wanted.since, 'timestamptz')}")
    if wanted.category:
        told.append(f"{values.add(wanted.category, 'text')} = ANY (categories)")
    return " AND ".join(told)


def words_of(text: str, values: Values) -> str:
    """A search for all the words, as people write it: "quoted phrases", -without, or."""
    return f"websearch_to_tsquery('simple', {values.add(text, 'text')})"


def _somewhere(text: str, values: Values) -> str:
    """In one of the places that the words name; by the words themselves where they name none that is known."""
    named = [
        {name: value for name, value in (("city", p.city), ("region", p.region), ("country", p.country)) if value}
        for p in parse_location(text).locations
    ]
    narrowest = [{name: place[name] for name in place if name != "region" or "city" not in place} for place in named]
    places = [orjson.dumps([place]).decode() for place in narrowest if place.get("country")]
    if places:
        return f"facts -> 'asks' -> 'places' @> ANY ({values.add(places, 'jsonb[]')})"
    like = "%" + folded(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return f"lower(card ->> 'location') LIKE {values.add(like, 'text')}"
