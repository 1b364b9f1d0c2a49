"""Work that is done only where the tenant sends nobody."""

from rematch_match.domain.bars.placing import lies_in
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms


def excluded_place(job: JobFacts, terms: Terms) -> bool:
    places = job.asks.places
    return bool(places) and all(any(lies_in(place, area) for area in terms.excluded_places) for place in places)
