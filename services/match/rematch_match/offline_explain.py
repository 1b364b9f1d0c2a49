"""python -m rematch_match.offline_explain TENANT CANDIDATE JOB: what was told of a match, and does it still hold."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_common.secret import Secret
from rematch_match.adapters.postgres_audits import PostgresAudits
from rematch_match.domain.pairs import PairKey
from rematch_match.handlers.replay import explain
from rematch_match.settings import Settings

_USAGE = "usage: TENANT CANDIDATE JOB, the job by its id"


async def explained(key: PairKey, url: Secret) -> Mapping[str, Any]:
    """Raises DependencyAway."""
    database = Database(url, "match", size=1)
    await database.start()
    try:
        return await explain(PostgresAudits(database), key)
    finally:
        await database.stop()


def main(arguments: Sequence[str]) -> int:
    """Exit code 2 for a command that is none, 1 when the database doesn't answer."""
    try:
        tenant_id, candidate_id, job = arguments
        key = ((tenant_id, candidate_id), UUID(job))
    except ValueError:
        print(_USAGE, file=sys.stderr)  # noqa: T201
        return 2
    try:
        told = asyncio.run(explained(key, Settings().as_service))
    except DependencyAway as away:
        print(f"{away.dependency} does not answer", file=sys.stderr)  # noqa: T201
        return 1
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # whoever started this says so
        sys.exit(130)
