"""Since when topics have to be read again, once the database is what a backup has kept: it is written beside it."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

from rematch_common.clock import utc_now
from rematch_common.contracts import retry_topic
from rematch_common.contracts.topic import base_topic
from rematch_common.unread import oldest_unread
from rematch_devstack.commands.broker import kafka_told
from rematch_devstack.commands.replay import ALL, readers
from rematch_devstack.commands.replays import own_topics
from rematch_devstack.errors import StackError

# Of what is written from now on the times are its writers': their clocks may be behind by so much.
_CLOCKS = timedelta(minutes=5)
_WORD = "read_from"


def of_now(bootstrap: str) -> datetime | None:
    """Before the database is looked at. What services have yet to read is in no table: so it begins with the oldest of
    that. Reading what is known does no harm. None while Kafka is away: a backup without it is better than none."""
    began = utc_now().replace(microsecond=0)
    try:
        oldest = asyncio.run(_oldest(bootstrap))
    except StackError:
        return None
    return min(began, oldest or began) - _CLOCKS


async def _oldest(bootstrap: str) -> datetime | None:
    read = readers(ALL, ALL, await own_topics(bootstrap))
    waiting = {(topic, group) for topic, _, group in read}
    # What was sent back from the dead letters keeps its first time.
    waiting |= {(retry_topic(base_topic(topic), service), group) for topic, service, group in read}
    with kafka_told(bootstrap):
        return await oldest_unread(bootstrap, sorted(waiting))


def beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def keep(file: Path, known: datetime | None) -> None:
    beside(file).write_text(json.dumps({_WORD: known and known.isoformat()}) + "\n")


def of_backup(file: Path) -> datetime | None:
    """None where that isn't known."""
    try:
        told = json.loads(beside(file).read_text())[_WORD]
        return told and datetime.fromisoformat(told)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StackError(f"{beside(file)} is not what `rematch backup` has written beside it: {error}") from None
