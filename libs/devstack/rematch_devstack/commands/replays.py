"""What `rematch replay` asks of Kafka, and says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rematch_common import rewind
from rematch_common.consumers import replay_group
from rematch_common.contracts import is_own_topic
from rematch_common.rewind import Stretch
from rematch_devstack.commands.broker import connected, kafka_told
from rematch_devstack.commands.console import plural
from rematch_devstack.errors import StackError


@dataclass(frozen=True)
class Wish:
    """`group`: by which the service reads the topic."""

    topic: str
    service: str
    group: str
    since: datetime
    second: bool
    bootstrap: str

    @property
    def moved(self) -> str:
        """Whose position is moved."""
        return replay_group(self.service) if self.second else self.group


async def own_topics(bootstrap: str) -> list[str]:
    """Of the tenants that have some. StackError when Kafka doesn't answer."""
    async with connected(bootstrap) as broker:
        return sorted(filter(is_own_topic, broker.topics))


async def look_all(wishes: Sequence[Wish]) -> list[list[Stretch]]:
    """What would be read again. StackError when Kafka doesn't answer."""
    return [await _look(wish) for wish in wishes]


async def move_all(wishes: Sequence[Wish]) -> list[list[Stretch]]:
    """What will be read again. StackError, and nothing is moved, while anybody reads for one of the groups."""
    found = await look_all(wishes)
    for wish in {wish.moved: wish for wish in wishes}.values():
        with kafka_told(wish.bootstrap):
            if there := await rewind.members(wish.bootstrap, wish.moved):
                raise StackError(_refusal(wish, there))
    for wish, read in zip(wishes, found, strict=True):
        if any(map(len, read)):
            with kafka_told(wish.bootstrap):
                await rewind.put(wish.bootstrap, wish.moved, {one.place: one.start for one in read})
    return found


async def _look(wish: Wish) -> list[Stretch]:
    with kafka_told(wish.bootstrap):
        return await rewind.stretches(wish.bootstrap, wish.group, wish.topic, round(wish.since.timestamp() * 1000))


def _refusal(wish: Wish, there: int) -> str:
    if wish.second:
        return f"a replay to {wish.service} is under way ({wish.moved} has {plural(there, 'member')}): let it end"
    return (
        f"{wish.moved} has {plural(there, 'member')}, and Kafka moves no group that is read for: stop all of "
        f"{wish.service} (with static membership, also wait until its session has ended), or take --second"
    )


def told(wish: Wish, read: Sequence[Stretch], dry_run: bool) -> dict[str, object]:
    """For programs."""
    parts = [{"partition": one.place.partition, "from": one.start, "to": one.end, "records": len(one)} for one in read]
    whole = {"topic": wish.topic, "group": wish.moved, "since": wish.since.isoformat(), "moved": not dry_run}
    return {**whole, "oldest": _oldest(read), "partitions": parts}


def sentences(wish: Wish, read: Sequence[Stretch], dry_run: bool, compacted: bool) -> Iterator[tuple[str, str]]:
    """For a person, each with its style: what is no longer there, and what comes next."""
    oldest = _oldest(read)
    if compacted:
        yield f"{wish.topic} is compacted: of each key the newest record is there, older ones for a day or so", "dim"
    elif oldest is None:
        yield f"{wish.topic} is empty", "yellow"
    elif wish.since.year > 1970 and oldest > wish.since.isoformat() and any(one.first for one in read):
        yield f"what is still there of {wish.topic} begins at {oldest[:19]}Z, after {wish.since.isoformat()}", "yellow"
    count = sum(map(len, read))
    if not count:
        yield f"{wish.group} stands no further than that: nothing to replay", "yellow"
    elif dry_run:
        yield f"{wish.moved} would read {plural(count, 'record')} again; nothing was changed", ""
    elif wish.second:
        yield (
            f"start {wish.service} with REMATCH_REPLAYING={wish.topic}: it reads {plural(count, 'record')} again as "
            f"{wish.moved} while nothing fresh is there, and says `replayed` in its log; then take the setting away",
            "bold green",
        )
    else:
        yield f"start {wish.service}: it reads {plural(count, 'record')} again before what is new", "bold green"


def _oldest(read: Sequence[Stretch]) -> str | None:
    first = min((one.oldest for one in read if one.oldest is not None), default=None)
    return None if first is None else datetime.fromtimestamp(first / 1000, UTC).isoformat()
