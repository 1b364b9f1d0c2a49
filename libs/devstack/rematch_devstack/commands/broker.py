"""rematch_common.broker for a command: Kafka's errors as one sentence."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from aiokafka.errors import KafkaError

from rematch_common import broker
from rematch_common.broker import Broker, NoSuchTopic, Span, Spans
from rematch_common.errors import DependencyAway
from rematch_devstack.errors import StackError

__all__ = ["Broker", "Span", "Spans", "connected", "kafka_told"]
logging.getLogger("aiokafka").addHandler(logging.NullHandler())


@contextmanager
def kafka_told(bootstrap: str) -> Iterator[None]:
    """Kafka's errors as one sentence."""
    try:
        yield
    except BrokenPipeError:  # our own stdout: `rematch tail … | head`
        raise
    except NoSuchTopic as error:
        raise StackError(str(error)) from error
    except (KafkaError, DependencyAway, OSError, TimeoutError) as error:
        why = str(error).split("\n")[0] or type(error).__name__
        raise StackError(f"Kafka at {bootstrap} does not answer as it should: {why}") from error


@asynccontextmanager
async def connected(bootstrap: str) -> AsyncIterator[Broker]:
    """A connection for reading; Kafka's errors inside the block become StackErrors."""
    with kafka_told(bootstrap):
        async with broker.connected(bootstrap, "rematch-cli") as found:
            yield found
