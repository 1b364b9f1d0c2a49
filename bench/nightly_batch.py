"""The nightly batch as the source describes it, each person against all live openings, and the same behind a search."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from uuid import UUID

import numpy as np
import orjson
from numpy.typing import NDArray

from bench.harness import console
from bench.nightly_day import END
from bench.nightly_sides import Market, postgres_seconds
from rematch_common.database import Database
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_directory import PostgresDirectory
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.scoring import Pairs, Score, Scorer
from rematch_match.domain.terms import Terms

Kept = dict[CandidateKey, dict[UUID, float]]
"""Of each person the openings that they are matched with, and the scores."""
WORKERS = 2
TERMS = Terms()
"""All tenants are on the same."""
# Blocks that stay in the processor's cache.
_PEOPLE, _OPENINGS, _A_TASK = 64, 500, 256


@dataclass
class Night:
    """What a batch has cost, and what it stored."""

    cpu: float = 0.0
    pairs: int = 0
    took: float = 0.0
    kept: Kept = field(default_factory=dict)


async def searched(market: Market, people: Sequence[CandidateKey]) -> Night:
    """Each person against the openings that match's own search brings."""
    night, mine, theirs = Night(), time.process_time(), postgres_seconds()
    began = time.perf_counter()
    under = await market.prevailing.now()
    scorer = Scorer(under.rarity, under.terms, END)
    await market.retrieve.count_anew()
    for somebody in await market.look.people(people, under):
        openings = await market.retrieve.openings_for(somebody, under, END)
        pairs = every(openings, [somebody])
        best = best_of(scorer, openings, somebody, scorer.score(pairs).value) if openings else []
        await store(market.database, "searched", somebody.key, best)
        night.kept[somebody.key] = {job_id: score.value for job_id, score in best}
        night.pairs += len(pairs)
    night.cpu = time.process_time() - mine + postgres_seconds() - theirs
    night.took = time.perf_counter() - began
    return night


async def exact(url: str, people: Sequence[CandidateKey]) -> Night:
    """Each person against every live opening, in processes of their own; their reading is their cost, too."""
    night, theirs, began = Night(), postgres_seconds(), time.perf_counter()
    tasks = [people[at : at + _A_TASK] for at in range(0, len(people), _A_TASK)]
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        running = [pool.submit(_task, url, task) for task in tasks]
        for done in as_completed(running):
            cpu, pairs, kept = done.result()
            night.cpu += cpu
            night.pairs += pairs
            night.kept |= kept
            console.print(f"all pairs: {len(night.kept):,} of {len(people):,} people, {night.cpu:.0f} s of CPU")
    night.cpu += postgres_seconds() - theirs
    night.took = time.perf_counter() - began
    return night


def _task(url: str, keys: Sequence[CandidateKey]) -> tuple[float, int, Kept]:
    began = time.process_time()
    kept, pairs = asyncio.run(_all_pairs(url, keys))
    return time.process_time() - began, pairs, kept


_live: list[JobFacts] = []
"""Read once a process."""


async def _all_pairs(url: str, keys: Sequence[CandidateKey]) -> tuple[Kept, int]:
    database = Database(url, "match")
    await database.start()
    try:
        if not _live:
            _live.extend(await _openings(database))
        under = await PostgresCircumstances(database, TERMS).now()
        scorer = Scorer(under.rarity, under.terms, END)
        people = await PostgresDirectory(database).people(keys)
        kept: Kept = {}
        for at in range(0, len(people), _PEOPLE):
            block = people[at : at + _PEOPLE]
            for somebody, values in zip(block, matrix(scorer, _live, block), strict=True):
                best = best_of(scorer, _live, somebody, values)
                await store(database, "exact", somebody.key, best)
                kept[somebody.key] = {job_id: score.value for job_id, score in best}
        return kept, len(people) * len(_live)
    finally:
        await database.stop()


async def _openings(database: Database) -> list[JobFacts]:
    async with database.transaction() as connection:
        ids = [row[0] for row in await connection.fetch("SELECT job_id FROM jobs WHERE alive ORDER BY 1")]
    directory = PostgresDirectory(database)
    return [job for at in range(0, len(ids), _OPENINGS) for job in await directory.openings(ids[at : at + _OPENINGS])]


def matrix(scorer: Scorer, jobs: Sequence[JobFacts], people: Sequence[CandidateFacts]) -> NDArray[np.float64]:
    """A row a person, a column an opening."""
    blocks = [
        scorer.score(every(jobs[at : at + _OPENINGS], people)).value.reshape(len(people), -1)
        for at in range(0, len(jobs), _OPENINGS)
    ]
    return np.concatenate(blocks, axis=1) if blocks else np.zeros((len(people), 0))


def every(jobs: Sequence[JobFacts], people: Sequence[CandidateFacts]) -> Pairs:
    """Each person with each opening, person by person."""
    whose, which = np.repeat(np.arange(len(people)), len(jobs)), np.tile(np.arange(len(jobs)), len(people))
    return Pairs(jobs, people, which, whose)


def best_of(
    scorer: Scorer, jobs: Sequence[JobFacts], somebody: CandidateFacts, values: NDArray[np.float64]
) -> list[tuple[UUID, Score]]:
    """The person's list: the best that reach the least score, equals by id, each with what it rests on."""
    enough = [int(at) for at in np.flatnonzero((values >= TERMS.least) & (values > 0))]
    ranked = sorted(enough, key=lambda at: (-values[at], jobs[at].job_id))
    best: list[tuple[UUID, Score]] = []
    for some in _pages(ranked, TERMS.most_per_candidate):
        scores = scorer.score(Pairs.of([(jobs[at], somebody) for at in some]))
        told = ((jobs[at].job_id, scores.one(row)) for row, at in enumerate(some))
        best += [(job_id, score) for job_id, score in told if score.matched]
        if len(best) >= TERMS.most_per_candidate:
            break
    return best[: TERMS.most_per_candidate]


def _pages(ranked: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    yield from (ranked[at : at + size] for at in range(0, len(ranked), size))


async def store(database: Database, way: str, person: CandidateKey, best: Sequence[tuple[UUID, Score]]) -> None:
    """As the source's records of a match: the score, its factors, the skills that match and those that are missing."""
    rows = [(way, *person, job_id, score.value, reasons(score)) for job_id, score in best]
    async with database.transaction() as connection:
        await connection.copy_records_to_table(
            "nightly",
            records=rows,
            columns=("way", "tenant_id", "candidate_id", "job_id", "score", "reasons"),
        )


def reasons(score: Score) -> str:
    told = {factor.name: factor.score for factor in score.factors}
    return orjson.dumps({"factors": told, "matched": score.matched, "missing": score.missing}).decode()
