"""An opening that is known to pay less than the tenant's floor, even at its best."""

from rematch_match.domain.facts import JobFacts
from rematch_match.domain.measures import dollars
from rematch_match.domain.terms import Terms


def below_floor(job: JobFacts, terms: Terms) -> bool:
    pay, floor = job.asks.pay, terms.floor
    best = pay.high if pay.high is not None else pay.low
    return dollars(best, pay.currency or floor.currency) < dollars(floor.low, floor.currency or pay.currency)
