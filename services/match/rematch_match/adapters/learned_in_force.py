"""Terms with the models that tenants' people have taught, each read once."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import ValidationError

from rematch_common.database import Connection, Database
from rematch_common.logs import logger
from rematch_match.adapters.lightgbm_trees import LightgbmRanker, UnusableTrees
from rematch_match.domain.learned.card import Card
from rematch_match.domain.learned.model import Learned
from rematch_match.domain.profiles.learned import LEARNED
from rematch_match.domain.terms import Terms

log = logger(__name__)
Standing = Mapping[str, tuple[int | None, int]]
"""By tenant the number of the model in force, and how many switches led there."""
_STANDING = """
SELECT DISTINCT ON (tenant_id) tenant_id, number, count(*) OVER (PARTITION BY tenant_id) AS switches
FROM learned_switches ORDER BY tenant_id, switch_id DESC
"""
_MODEL = "SELECT card, trees FROM learned_models WHERE tenant_id = $1 AND number = $2"


async def standing(connection: Connection) -> Standing:
    rows = await connection.fetch(_STANDING)
    return {row["tenant_id"]: (row["number"], row["switches"]) for row in rows}


class LearnedInForce:
    """A model that can't be used is as none: the profile alone decides, and the log says why."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: dict[tuple[str, int], Learned | None] = {}

    async def terms(self, own: Mapping[str, Terms], otherwise: Terms, stand: Standing) -> dict[str, Terms]:
        found = dict(own)
        for tenant, (number, switches) in stand.items():
            terms = replace(own.get(tenant, otherwise), switches=switches)
            goes_by_it = terms.profile == LEARNED.name and number is not None
            found[tenant] = replace(terms, learned=await self._model(tenant, number)) if goes_by_it else terms
        self._read = {key: model for key, model in self._read.items() if stand.get(key[0], (None, 0))[0] == key[1]}
        return found

    async def _model(self, tenant: str, number: int | None) -> Learned | None:
        if number is None:
            return None
        if (tenant, number) not in self._read:
            async with self._database.transaction([tenant]) as connection:
                row = await connection.fetchrow(_MODEL, tenant, number)
            self._read[tenant, number] = _learned(tenant, number, row["card"], row["trees"]) if row else None
        return self._read[tenant, number]


def _learned(tenant: str, number: int, card: str, trees: str) -> Learned | None:
    try:
        told = Card.model_validate_json(card)
        if told.correction is not None and told.usable:
            return Learned(number, told.correction, LightgbmRanker(trees))
        why = "it was trained for another release: train a new one"
    except (ImportError, OSError) as missing:
        why = f"LightGBM is not there, install the extra learn: {missing}"
    except (ValidationError, UnusableTrees) as broken:
        why = f"it can't be read ({type(broken).__name__}): train a new one"
    log.error("a learned model can't be used; its tenant is matched without", tenant=tenant, model=number, reason=why)
    return None
