"""Wires embed: plain code, real adapters."""

from functools import cache

from rematch_common.alarms import InARow
from rematch_common.bulk import Behind
from rematch_common.clock import monotonic, utc_now
from rematch_common.consumers import ConsumerSpec
from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK, DEDUPED_JOBS, ERASURE_RECEIPTS
from rematch_common.erased import Erased
from rematch_common.guard import OrderGuard
from rematch_common.periodic import every
from rematch_common.service import Service
from rematch_common.wiring import Worker
from rematch_embed.adapters.embedders import REMOTE_TEXTS, Choice, local_embedder, remote_embedder
from rematch_embed.adapters.fallback_vectors import FallbackVectors
from rematch_embed.adapters.local_vectors import LocalVectors
from rematch_embed.adapters.memory_owners import MemoryOwners
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.adapters.remote_vectors import RemoteVectors
from rematch_embed.adapters.sqlite_cache import SqliteCache
from rematch_embed.adapters.sqlite_owners import SqliteOwners
from rematch_embed.adapters.watched_vectors import WatchedVectors
from rematch_embed.api import add_routes
from rematch_embed.handlers import Embed, Part
from rematch_embed.handlers.answer import Answer
from rematch_embed.handlers.forgetting import Forget
from rematch_embed.ports import Owners, Vectors
from rematch_embed.settings import Settings

_FAILING = "Embedding has failed three times in a row: nothing new is matched. The log of embed tells why."


def part_of(settings: Settings) -> Part:
    """The model in force, or the one that is being introduced beside it."""
    return Part.introducing(settings.introducing) if settings.introducing else Part()


def build(settings: Settings) -> Service:
    part = part_of(settings)
    worker = Worker(part.name, settings)
    disk = _disk(worker, settings)
    failures = InARow(worker.alarms, "embedding_failing", part.name, _FAILING)
    vectors = WatchedVectors(_vectors(worker, settings, disk), failures)
    owners: list[Owners] = [MemoryOwners(settings.cached_texts), *([SqliteOwners(disk)] if disk else [])]
    forget = Forget(vectors, owners, Erased())
    publisher = worker.publishing()
    fresh, bulk = (DEDUPED_JOBS, CANDIDATE_PROFILES), (CANDIDATE_PROFILES_BULK,)
    behind = Behind(settings.kafka_bootstrap, "match", (part.jobs, part.candidates))
    embed = Embed(vectors, utc_now, part, forget)
    worker.consumes(ConsumerSpec(part.name, fresh, embed, bulk=bulk, behind=(behind,)))
    worker.writes(part.jobs, part.candidates, ERASURE_RECEIPTS)
    worker.follows(ERASURE_RECEIPTS, forget.see_receipts)
    add_routes(worker.api, Answer(vectors, settings.most_waiting, monotonic), settings.largest_body)
    worker.keys()
    guards = {part.jobs.name: None, part.candidates.name: forget.see}
    for topic, also in guards.items():
        worker.in_background(OrderGuard(topic, publisher, settings.kafka_bootstrap, settings.remembered_keys, also).run)
    return worker.service(settings.http_port)


def _disk(worker: Worker, settings: Settings) -> SqliteCache | None:
    if not settings.disk_cached_texts:
        return None
    disk = SqliteCache(settings.data_dir / "embed" / "vectors.sqlite", settings.disk_cached_texts)
    worker.with_resource(disk)
    return disk


def _vectors(worker: Worker, settings: Settings, disk: SqliteCache | None) -> Vectors:
    choice = choice_of(settings)
    if choice.provider != "openai":
        return LocalVectors(_local(worker, settings, disk))
    # Made at the start and not while wiring, so that a key which can't be used is told as the start's one sentence.
    model = cache(lambda: remote_embedder(choice))
    remote = ModelVectors(model, settings.cached_texts, disk, REMOTE_TEXTS, settings.embed_patience)
    worker.with_resource(remote)
    if settings.introducing:  # the one in force stands beside it
        return RemoteVectors(remote, lambda: model().alive())
    vectors = FallbackVectors(_local(worker, settings, disk), remote, lambda: model().alive())
    worker.in_background(every(settings.embed_health_every, vectors.look))
    return vectors


def _local(worker: Worker, settings: Settings, disk: SqliteCache | None) -> ModelVectors:
    choice = choice_of(settings)
    local = ModelVectors(lambda: local_embedder(choice), settings.cached_texts, disk)
    worker.with_resource(local)
    return local


def choice_of(settings: Settings) -> Choice:
    return Choice(
        provider=settings.embed_provider,
        model=settings.embed_model,
        dim=settings.embed_dim,
        precision=settings.embed_precision,
        cache_dir=settings.cache_dir,
        threads=settings.embed_threads,
        max_tokens=settings.max_tokens,
        base_url=settings.embed_base_url,
        api_key=settings.embeds_by,
        requests_per_minute=settings.embed_requests_per_minute,
    )
