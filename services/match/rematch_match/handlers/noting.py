"""Note what people are shown, after they were answered: never in the way, and never more than there is room for."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from rematch_common.errors import DependencyAway
from rematch_common.logs import bug, logger
from rematch_match.domain.quality.showing import Showing
from rematch_match.ports.history import History

log = logger(__name__)
Notice = Callable[[Sequence[Showing]], None]
"""Takes in what was shown. It neither waits nor fails."""
# Some 3 MiB: what a hundred lists of full pages a second come to in a second.
MOST = 20_000
# Rows of one transaction.
SIZE = 2_000


class NoteShown:
    """What didn't come to be written when the process was killed is lost, which is no more than if nobody had looked.
    A resource: what is there when the process is told to stop is written first."""

    def __init__(self, history: History, most: int = MOST) -> None:
        self._history = history
        self._most = most
        self._waiting: deque[Showing] = deque()

    def __call__(self, shown: Sequence[Showing]) -> None:
        room = self._most - len(self._waiting)
        self._waiting += shown[:room]
        if len(shown) > room:
            log.warning("what people were shown is not noted: no room", matches=len(shown) - room)

    async def write(self) -> None:
        """All that waits. Raises DependencyAway, and then keeps it."""
        while self._waiting:
            batch = list(islice(self._waiting, SIZE))
            try:
                await self._history.note(batch)
            except DependencyAway:
                raise
            except Exception as error:  # a bug must not end the service, nor come again with the next batch
                log.error("what people were shown is not noted", matches=len(batch), **bug(error))
            self._drop(batch)

    def _drop(self, batch: Iterable[Showing]) -> None:
        for _ in batch:
            self._waiting.popleft()

    async def start(self) -> None:
        """Nothing waits yet."""

    async def stop(self) -> None:
        try:
            await self.write()
        except DependencyAway as away:
            log.warning("what people were shown is not noted", matches=len(self._waiting), reason=str(away))
