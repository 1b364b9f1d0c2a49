"""rematch_common.dead_letters.redriving for a terminal: with a bar, and a sentence when it breaks off."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rematch_common.dead_letters.going_back import Result, Wish
from rematch_common.dead_letters.redriving import Redrive
from rematch_common.kafka import KafkaPublisher
from rematch_devstack.commands.broker import connected, kafka_told
from rematch_devstack.commands.console import ERR
from rematch_devstack.errors import StackError

__all__ = ["Result", "Wish", "redrive"]


async def redrive(bootstrap: str, wish: Wish) -> Result:
    """Publish what is chosen to the retry topics."""
    publisher = KafkaPublisher(bootstrap, "rematch-redrive")
    async with connected(bootstrap) as broker:
        send_back = Redrive(broker, publisher)
        await publisher.start()
        try:
            with kafka_told(bootstrap), _progress() as tell:
                return await send_back(wish, tell)
        except StackError as error:
            raise StackError(f"{error} ({send_back.result.told()}; run it again for the rest)") from error
        finally:
            await publisher.stop()


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; silence elsewhere."""
    from rich.progress import Progress

    with Progress(console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task("redriving", total=None)
        yield lambda total: bar.update(task, advance=1, total=total)
