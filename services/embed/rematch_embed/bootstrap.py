"""Wires embed: plain code, real adapters."""

from rematch_common.clock import utc_now
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    CANDIDATE_PROFILES_BULK,
    DEDUPED_JOBS,
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
)
from rematch_common.errors import Unusable
from rematch_common.guard import OrderGuard
from rematch_common.service import Service
from rematch_common.wiring import ConsumerSpec, Worker
from rematch_embed.adapters.encoder_vectors import EncoderVectors
from rematch_embed.handlers import Embed
from rematch_embed.settings import Settings
from rematch_encoder import Embedder

NAME = "embed"


def build(settings: Settings) -> Service:
    def load() -> Embedder:
        from rematch_encoder import OnnxEmbedder
        from rematch_encoder.model_cache import ModelUnusable

        try:
            return OnnxEmbedder(settings.cache_dir, threads=settings.embed_threads, max_tokens=settings.max_tokens)
        except ModelUnusable as error:
            raise Unusable(str(error)) from error

    worker = Worker(NAME, settings)
    vectors = EncoderVectors(load, settings.cached_texts)
    worker.with_resource(vectors)
    publisher = worker.publishing()
    fresh, bulk = (DEDUPED_JOBS, CANDIDATE_PROFILES), (CANDIDATE_PROFILES_BULK,)
    worker.consumes(ConsumerSpec(NAME, fresh, Embed(vectors, utc_now), bulk=bulk))
    worker.writes(EMBEDDED_JOBS, EMBEDDED_CANDIDATES)
    for topic in (EMBEDDED_JOBS, EMBEDDED_CANDIDATES):
        worker.in_background(OrderGuard(topic.name, publisher, settings.kafka_bootstrap).run)
    return worker.service(settings.http_port)
