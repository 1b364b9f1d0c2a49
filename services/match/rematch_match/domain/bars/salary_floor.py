"""An opening that is known to pay less than the tenant's floor, even at its best."""

from rematch_match.domain.facts import JobFacts
from rematch_match.domain.measures import dollars
from rematch_match.domain.terms import Terms


def below_floor(job: JobFacts, terms: Terms) -> bool:
    """What pays "from 40,000" may pay anything above."""
    pay, floor = job.asks.pay, terms.floor
    return dollars(pay.high, pay.currency or floor.currency) < dollars(floor.low, floor.currency or pay.currency)
