"""One round: every role that has rested is taken, searched for on all its sites at once, and given back."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rematch_common.logs import logger
from rematch_devstack.collect.queue_client import QueueClient, Role, RoundOver
from rematch_devstack.collect.wanted import Site, SiteFailed, Stopped, Wanted

log = logger(__name__)


@dataclass(frozen=True)
class Done:
    roles: int = 0
    postings: int = 0
    failed: int = 0


class Rounds:
    """`most`: enough postings of one role on one site."""

    def __init__(self, queue: QueueClient, sites: Mapping[str, Site], most: int) -> None:
        self._queue = queue
        self._sites = sites
        self._most = most

    def run(self, now: Callable[[], float] = time.monotonic) -> Done:
        """Until every role has had its turn, once."""
        began, done = now(), Done()
        while (role := self._queue.next(rested=int(now() - began) + 1)) is not None:
            postings, failed = self._scrape(role)
            done = Done(done.roles + 1, done.postings + postings, done.failed + failed)
        return done

    def _scrape(self, role: Role) -> tuple[int, int]:
        """Postings accepted, and sites that failed. The role is given back, whatever happens."""
        sites = [self._sites[name] for name in role.platforms if name in self._sites]
        try:
            if not sites:
                self._queue.fail(role, "this collector has none of the role's platforms")
                return 0, 0
            with ThreadPoolExecutor(len(sites), thread_name_prefix="site") as pool:
                told = list(pool.map(lambda site: self._search(role, site), sites))
            return self._given_back(role, told)
        except RoundOver:
            log.warning("a role was taken back before it was done", queue_id=role.queue_id)
            return 0, 0
        except Stopped:
            self._queue.fail(role, "the collector was stopped")
            raise

    def _given_back(self, role: Role, told: list[int | None]) -> tuple[int, int]:
        failed = sum(1 for each in told if each is None)
        if failed == len(told):
            self._queue.fail(role, "every site failed")
        else:
            self._queue.complete(role)
        return sum(each or 0 for each in told), failed

    def _search(self, role: Role, site: Site) -> int | None:
        """How many postings of a site were accepted; None where it failed, which the queue is told of."""
        try:
            found = site.search(Wanted(role.name, role.places, self._most))
        except SiteFailed as failure:
            log.warning("a site failed", site=site.name, queue_id=role.queue_id, why=str(failure))
            self._queue.fail(role, str(failure), site.name, failure.retry)
            return None
        return self._queue.bring(role, site.name, found)
