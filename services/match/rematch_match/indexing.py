"""Which vector index there is.

The client of a Qdrant server is a third of the seconds that match takes to be imported, so only who has one loads it.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias, Union

from rematch_common.database import Database
from rematch_common.periodic import every
from rematch_common.wiring import Worker
from rematch_match.adapters.pgvector_hnsw import HNSW
from rematch_match.adapters.pgvector_index import PgvectorIndex
from rematch_match.adapters.pgvector_ivfflat import IVFFLAT
from rematch_match.adapters.pgvector_tables import PgvectorTables
from rematch_match.adapters.postgres_models import PostgresModels
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.settings import Settings

if TYPE_CHECKING:
    from rematch_match.adapters.qdrant_server_index import QdrantServerIndex

Index: TypeAlias = Union[QdrantEdgeIndex, PgvectorIndex, "QdrantServerIndex"]
# Seconds until the aliases on a Qdrant server follow a switch: they are for those who look at it from outside.
_ALIASES = 10.0


def indexed(worker: Worker, settings: Settings, database: Database, name: str) -> Index:
    """It starts and stops with the worker."""
    index = _opened(settings, database, name)
    worker.with_resource(index)
    if not isinstance(index, QdrantEdgeIndex | PgvectorIndex):
        worker.in_background(every(_ALIASES, _aliases(PostgresModels(database), index)))
    return index


def _opened(settings: Settings, database: Database, name: str) -> Index:
    kind = settings.vector_index or ("server" if settings.qdrant_url else "edge")
    if kind == "server":
        from rematch_match.adapters.qdrant_connection import connect
        from rematch_match.adapters.qdrant_server_index import QdrantServerIndex

        return QdrantServerIndex(connect(settings.qdrant_url, settings.asks_qdrant_by, settings.qdrant_ca_file))
    if kind == "edge":
        return QdrantEdgeIndex(settings.data_dir / "qdrant")
    method = HNSW if kind == "pgvector-hnsw" else IVFFLAT
    return PgvectorIndex(database, PgvectorTables(settings.as_owner, name), method)


def _aliases(models: PostgresModels, index: "QdrantServerIndex") -> Callable[[], Awaitable[None]]:
    async def name_anew() -> None:
        await index.name(await models.in_force())

    return name_anew
