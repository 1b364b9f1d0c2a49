"""Wires embed: plain code, real adapters."""

from rematch_common.clock import utc_now
from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK, DEDUPED_JOBS
from rematch_common.errors import Unusable
from rematch_common.guard import OrderGuard
from rematch_common.service import Service
from rematch_common.wiring import ConsumerSpec, Worker
from rematch_embed.adapters.encoder_vectors import EncoderVectors
from rematch_embed.handlers import Embed, Part
from rematch_embed.settings import Settings
from rematch_encoder import Embedder


def part_of(settings: Settings) -> Part:
    """The model in force, or the one that is being introduced beside it."""
    return Part.introducing(settings.introducing) if settings.introducing else Part()


def build(settings: Settings) -> Service:
    def load() -> Embedder:
        from rematch_encoder import OnnxEmbedder
        from rematch_encoder.model_cache import ModelUnusable

        try:
            return OnnxEmbedder(settings.cache_dir, threads=settings.embed_threads, max_tokens=settings.max_tokens)
        except ModelUnusable as error:
            raise Unusable(str(error)) from error

    part = part_of(settings)
    worker = Worker(part.name, settings)
    vectors = EncoderVectors(load, settings.cached_texts)
    worker.with_resource(vectors)
    publisher = worker.publishing()
    fresh, bulk = (DEDUPED_JOBS, CANDIDATE_PROFILES), (CANDIDATE_PROFILES_BULK,)
    worker.consumes(ConsumerSpec(part.name, fresh, Embed(vectors, utc_now, part), bulk=bulk))
    worker.writes(part.jobs, part.candidates)
    for topic in (part.jobs, part.candidates):
        worker.in_background(OrderGuard(topic.name, publisher, settings.kafka_bootstrap).run)
    return worker.service(settings.http_port)
