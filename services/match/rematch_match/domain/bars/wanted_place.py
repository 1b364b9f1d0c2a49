"""Work that is done, and known to be done, outside the places that the tenant wants. Remote work is everywhere."""

from rematch_match.domain.bars.placing import lies_in
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.terms import Terms


def elsewhere(job: JobFacts, terms: Terms) -> bool:
    if not terms.wanted_places or job.asks.workplace == "remote":
        return False
    places = job.asks.places
    return bool(places) and not any(lies_in(place, area) for place in places for area in terms.wanted_places)
