"""Which skills are looked up: the rare ones, and only as many as bring a bounded number of rows.

The union of common skills is most of a table: counting who shares how many of them takes as long as the table is long.
"""

from collections.abc import Mapping

from rematch_match.domain.census import FLOOR
from rematch_match.domain.facts import JobFacts
from rematch_match.domain.rarity import Rarity

# A skill that would be nice to have tells less about who fits.
PREFERRED = 0.4
# How many rows are read for each one that is wanted.
BREADTH = 3


def worth(job: JobFacts, rarity: Rarity) -> dict[str, float]:
    """What it says for a person that they bring each of an opening's skills."""
    preferred = {skill: PREFERRED * rarity.weight(skill) for skill in job.preferred}
    return preferred | {skill: rarity.weight(skill) for skill in job.required}


def rare(weights: Mapping[str, float], counts: Mapping[str, int], most: int) -> dict[str, float]:
    """Of weighted skills those to look up: most weight for the rows that they cost first, while all stay within `most`.

    Always one: where even the rarest has more owners, only so many of them are read.
    """
    costs = {skill: counts.get(skill, FLOOR) for skill in weights}
    found: dict[str, float] = {}
    read = 0
    for skill in sorted(weights, key=lambda skill: (costs[skill] / weights[skill], skill)):
        if found and read + costs[skill] > most:
            break
        found[skill] = weights[skill]
        read += costs[skill]
    return found
