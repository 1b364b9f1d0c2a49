"""`relearn` on the command line of ingest: JSON for `rematch relearn`."""

import argparse

from rematch_common.broker import NoSuchTopic, connected
from rematch_common.clock import utc_now
from rematch_common.errors import DependencyAway
from rematch_ingest.adapters.postgres_erasures import PostgresErasures
from rematch_ingest.adapters.postgres_relearned import PostgresRelearned
from rematch_ingest.bootstrap import opened
from rematch_ingest.handlers.relearning import TOPICS, Relearn
from rematch_ingest.settings import Settings


def parser() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog="rematch_ingest relearn")


async def work(_: argparse.Namespace, settings: Settings) -> object:
    async with opened(settings) as database, connected(settings.kafka_bootstrap) as broker:
        try:
            spans = await broker.spans(topic.name for topic in TOPICS)
        except NoSuchTopic as missing:
            raise DependencyAway("kafka", missing) from missing
        relearn = Relearn(PostgresRelearned(database), PostgresErasures(database), utc_now)
        return await relearn(broker.read(spans))
