"""python -m rematch_match.offline_learn train [--dry-run] [--again] [TENANT] | status [TENANT] | rollback TENANT

Learns in a process of its own, beside the service, which goes on; prints one JSON document. Needs the extra `learn` to
train.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from rematch_common.answering import Usage, document, main_of, run
from rematch_common.clock import utc_now
from rematch_common.database import Database
from rematch_match.adapters.lightgbm_trees import LightgbmTrees
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_learned import PostgresLearned
from rematch_match.adapters.postgres_lessons import PostgresLessons
from rematch_match.domain.terms import Terms
from rematch_match.handlers.learn import Learn, Learnt, learners, roll_back
from rematch_match.handlers.learned_status import LearnedStatus
from rematch_match.settings import Settings

_OTHERWISE = Terms()
_HOW = ("--dry-run", "--again")


class NotInstalled(Exception):
    """What only learning needs."""


class NoSuchTenant(Exception):
    """None is known under this name."""


@asynccontextmanager
async def connected() -> AsyncIterator[Database]:
    database = Database(Settings().as_service, "match", size=2)
    await database.start()
    try:
        yield database
    finally:
        await database.stop()


async def train(tenant: str | None, *, dry_run: bool, again: bool) -> list[dict[str, Any]]:
    """Each tenant that is matched by what was learned; or the one that is named, however it is matched."""
    async with connected() as database:
        prevailing, models = PostgresCircumstances(database, _OTHERWISE), PostgresLearned(database, _OTHERWISE)
        await _check(models, tenant)
        learn = Learn(PostgresLessons(database), models, LightgbmTrees(), utc_now)
        found = []
        for each in [tenant] if tenant else await learners(prevailing):
            terms = (await prevailing.now()).terms(each)
            found.append(_learnt(each, terms, await learn(each, terms, dry_run=dry_run, again=again)))
        return found


async def status(tenant: str | None) -> list[dict[str, Any]]:
    async with connected() as database:
        prevailing, models = PostgresCircumstances(database, _OTHERWISE), PostgresLearned(database, _OTHERWISE)
        await _check(models, tenant)
        told = LearnedStatus(models, prevailing)
        tenants = [tenant] if tenant else sorted({*await models.tenants(), *await learners(prevailing)})
        return [await told(each) for each in tenants]


async def rollback(tenant: str) -> dict[str, Any]:
    async with connected() as database:
        models = PostgresLearned(database, _OTHERWISE)
        await _check(models, tenant)
        back = await roll_back(models, tenant, "rolled_back", utc_now)
    return {"tenant_id": tenant, "from": back and back.number, "to": back and back.to}


async def _check(models: PostgresLearned, tenant: str | None) -> None:
    """What is kept of a slip would stay for ever."""
    if tenant is not None and not await models.knows(tenant):
        raise NoSuchTenant(f"no tenant {tenant!r} is known")


def _learnt(tenant: str, terms: Terms, learnt: Learnt) -> dict[str, Any]:
    return {
        "tenant_id": tenant,
        "profile": terms.profile,
        "outcome": learnt.outcome,
        "model": learnt.number,
        **learnt.taught.card.told(),
    }


async def _asked(arguments: Sequence[str]) -> Any:
    match arguments:
        case ["train", *words] if len(rest := [word for word in words if word not in _HOW]) <= 1:
            return await train(next(iter(rest), None), dry_run="--dry-run" in words, again="--again" in words)
        case ["status", *rest] if len(rest) <= 1:
            return await status(next(iter(rest), None))
        case ["rollback", tenant]:
            return await rollback(tenant)
    raise Usage("train [--dry-run] [--again] [TENANT] | status [TENANT] | rollback TENANT")


def answer(arguments: Sequence[str]) -> Iterator[bytes]:
    try:
        yield document(asyncio.run(_asked(arguments)))
    except (ImportError, OSError) as missing:
        raise NotInstalled(f"LightGBM is not there, install the extra learn: {missing}") from None


main = main_of(answer, NotInstalled, NoSuchTenant)

if __name__ == "__main__":
    run(main)
