"""robots.txt, obeyed: what a host allows to this agent, and how often.

As RFC 9309 has it: a host without one allows all; one that doesn't answer, or fails, allows nothing for now.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from rematch_devstack.collect.wanted import SiteFailed

KEPT = 24 * 3600.0
_FAILED_KEPT = 300.0
_LARGEST = 512 * 1024
# A host may ask for no more than this between two requests; one that asks for more is left alone.
LONGEST_DELAY = 60.0

Fetch = Callable[[str], tuple[int, bytes]]
"""The status and the first bytes of a page. Raises httpx.HTTPError, SiteFailed."""


@dataclass(frozen=True)
class _Known:
    """What a host has said, until when that counts, and why it could not be read, where it couldn't."""

    until: float
    rules: RobotFileParser
    unread: str | None = None


class Robots:
    def __init__(self, fetch: Fetch, agent: str, now: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._agent = agent
        self._now = now
        self._lock = threading.Lock()
        self._read: dict[str, _Known] = {}

    def unread(self, url: str) -> str | None:
        """Why the host's robots.txt can't be read at the moment, which allows nothing but says no no either."""
        return self._known(url).unread

    def allows(self, url: str) -> bool:
        rules = self._known(url).rules
        return rules.can_fetch(self._agent, url) and self.delay(url) <= LONGEST_DELAY

    def delay(self, url: str) -> float:
        """Seconds that the host asks to have between two requests; 0 when it asks for none."""
        rules = self._known(url).rules
        rate = rules.request_rate(self._agent)
        asked = float(rules.crawl_delay(self._agent) or 0)
        return max(asked, rate.seconds / rate.requests if rate and rate.requests else 0.0)

    def _known(self, url: str) -> _Known:
        host = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        with self._lock:
            known = self._read.get(host)
            if known is None or known.until <= self._now():
                known = self._read[host] = self._asked(f"{host}/robots.txt")
            return known

    def _asked(self, url: str) -> _Known:
        rules = RobotFileParser(url)
        try:
            status, body = self._fetch(url)
        except httpx.HTTPError as error:
            return self._unread(rules, f"it does not answer: {type(error).__name__}")
        except SiteFailed as failure:
            return self._unread(rules, str(failure))
        if not (200 <= status < 300 or 400 <= status < 500):
            return self._unread(rules, f"it answered {status}")
        rules.parse(body[:_LARGEST].decode("utf-8", "replace").splitlines() if status < 300 else [])
        return _Known(self._now() + KEPT, rules)

    def _unread(self, rules: RobotFileParser, why: str) -> _Known:
        rules.parse(["User-agent: *", "Disallow: /"])
        return _Known(self._now() + _FAILED_KEPT, rules, why)
