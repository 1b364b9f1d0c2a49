"""What the day left in match, read from its tables when it is over."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from bench.match_people import sizes
from bench.nightly_batch import TERMS, Kept
from bench.nightly_compare import PairKey, Side
from bench.nightly_day import DAY, END, Day
from bench.nightly_sides import Market
from rematch_match.adapters.postgres_directory import PostgresDirectory
from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.scoring import Pairs, Scorer

_MATCHES = "SELECT tenant_id, candidate_id, job_id, state, score FROM matches WHERE state <> 'withdrawn'"
_PEOPLE = "SELECT tenant_id, candidate_id FROM candidates WHERE alive ORDER BY 1, 2"
_AT_ONCE = 4_000


@dataclass(frozen=True, slots=True)
class Ended:
    """What match keeps, what waits, and whom the batches have to look at."""

    side: Side
    people: list[CandidateKey]


async def ended(market: Market, day: Day) -> Ended:
    kept: dict[str, Kept] = {"active": defaultdict(dict), "displaced": defaultdict(dict)}
    async with market.database.transaction(sizes(day.size.people)) as connection:
        for row in await connection.fetch(_MATCHES):
            kept[row["state"]][row["tenant_id"], row["candidate_id"]][row["job_id"]] = row["score"]
        people = [(row[0], row[1]) for row in await connection.fetch(_PEOPLE)]
    return Ended(Side(dict(kept["active"]), dict(kept["displaced"])), people)


async def scores(market: Market, pairs: Iterable[PairKey]) -> dict[PairKey, float]:
    """Of these pairs at the end of the day. Those of whom one side is gone are left out."""
    under, directory = await market.prevailing.now(), PostgresDirectory(market.database)
    scorer, every = Scorer(under.rarity, under.terms, END), sorted(pairs)
    found: dict[PairKey, float] = {}
    for at in range(0, len(every), _AT_ONCE):
        some = every[at : at + _AT_ONCE]
        people = {one.key: one for one in await directory.people(sorted({person for person, _ in some}))}
        jobs = {job.job_id: job for job in await directory.openings(sorted({job_id for _, job_id in some}))}
        whole = [pair for pair in some if pair[0] in people and pair[1] in jobs]
        if whole:
            values = scorer.score(Pairs.of([(jobs[job_id], people[person]) for person, job_id in whole])).value
            found |= {
                pair: float(value) if value >= TERMS.least else 0.0 for pair, value in zip(whole, values, strict=True)
            }
    return found


def ages_at_night(kept: Kept, said: dict[UUID | CandidateKey, float]) -> list[float]:
    """Seconds from the last word about a pair's two sides to the batch that finds them; whoever was there and didn't
    change has been there since the last one."""
    return [DAY - max(said.get(job_id, 0.0), said.get(person, 0.0)) for person, mine in kept.items() for job_id in mine]


def closed_until_night(day: Day) -> Sequence[float]:
    """How long a closed posting is still shown by what only a batch mends."""
    return [DAY - one.at for one in day.happenings if one.what == "closed"]
