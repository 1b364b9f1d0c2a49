"""python -m rematch_match.offline_explain TENANT CANDIDATE JOB: what was told of a match, and does it still hold."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from rematch_common.answering import Usage, document, main_of, run
from rematch_common.database import Database
from rematch_common.secret import Secret
from rematch_match.adapters.postgres_audits import PostgresAudits
from rematch_match.domain.pairs import PairKey
from rematch_match.handlers.replay import explain
from rematch_match.settings import Settings


async def explained(key: PairKey, url: Secret) -> Mapping[str, Any]:
    """Raises DependencyAway."""
    database = Database(url, "match", size=1)
    await database.start()
    try:
        return await explain(PostgresAudits(database), key)
    finally:
        await database.stop()


def answer(arguments: Sequence[str]) -> Iterator[bytes]:
    try:
        tenant_id, candidate_id, job = arguments
        key = ((tenant_id, candidate_id), UUID(job))
    except ValueError:
        raise Usage("TENANT CANDIDATE JOB, the job by its id") from None
    yield document(asyncio.run(explained(key, Settings().as_service)))


main = main_of(answer)

if __name__ == "__main__":
    run(main)
