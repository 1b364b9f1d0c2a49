"""When rounds begin: every so often, and when somebody asks for one."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from rematch_common.logs import logger
from rematch_devstack.collect.pacing import Wait
from rematch_devstack.collect.queue_client import QueueClient
from rematch_devstack.collect.rounds import Done, Rounds
from rematch_devstack.errors import StackError

log = logger(__name__)
LOOK_EVERY = 5.0


@dataclass(frozen=True)
class Schedule:
    queue: QueueClient
    rounds: Rounds
    wait: Wait
    tell: Callable[[Done], None]

    def once(self) -> Done:
        """A round, also for whoever has asked for one."""
        run = self.queue.take_run()
        done = self.rounds.run()
        if run is not None:
            self.queue.end_run(run, done.roles, done.postings)
        self.tell(done)
        return done

    def forever(self, every: float, now: Callable[[], float] = time.monotonic) -> None:
        """Until stopped (Stopped is raised). What is away is waited for."""
        due = now()
        while True:
            try:
                if now() >= due:
                    due = now() + every
                    self.once()
                elif (run := self.queue.take_run()) is not None:
                    done = self.rounds.run()
                    self.queue.end_run(run, done.roles, done.postings)
                    self.tell(done)
            except StackError as error:
                log.warning("put off", reason=str(error))
            self.wait(LOOK_EVERY)
