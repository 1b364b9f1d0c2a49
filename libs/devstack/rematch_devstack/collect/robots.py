"""robots.txt, obeyed: what a host allows to this agent, and how often.

As RFC 9309 has it: a host without one allows all; one that doesn't answer, or fails, allows nothing for now.
"""

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx

KEPT = 24 * 3600.0
_FAILED_KEPT = 300.0
_LARGEST = 512 * 1024
# A host may ask for no more than this between two requests; one that asks for more is left alone.
LONGEST_DELAY = 60.0

Fetch = Callable[[str], tuple[int, bytes]]
"""The status and the first bytes of a page. Raises httpx.HTTPError."""


class Robots:
    def __init__(self, fetch: Fetch, agent: str, now: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._agent = agent
        self._now = now
        self._lock = threading.Lock()
        self._read: dict[str, tuple[float, RobotFileParser]] = {}

    def allows(self, url: str) -> bool:
        rules = self._rules(url)
        return rules.can_fetch(self._agent, url) and self.delay(url) <= LONGEST_DELAY

    def delay(self, url: str) -> float:
        """Seconds that the host asks to have between two requests; 0 when it asks for none."""
        rules = self._rules(url)
        rate = rules.request_rate(self._agent)
        asked = float(rules.crawl_delay(self._agent) or 0)
        return max(asked, rate.seconds / rate.requests if rate and rate.requests else 0.0)

    def _rules(self, url: str) -> RobotFileParser:
        host = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        with self._lock:
            known = self._read.get(host)
            if known is None or known[0] <= self._now():
                known = self._asked(f"{host}/robots.txt")
                self._read[host] = known
            return known[1]

    def _asked(self, url: str) -> tuple[float, RobotFileParser]:
        rules = RobotFileParser(url)
        try:
            status, body = self._fetch(url)
        except httpx.HTTPError:
            status, body = 503, b""
        if 200 <= status < 300:
            rules.parse(body[:_LARGEST].decode("utf-8", "replace").splitlines())
        elif 400 <= status < 500:
            rules.parse([])
        else:
            rules.parse(["User-agent: *", "Disallow: /"])
        return self._now() + (KEPT if status < 500 else _FAILED_KEPT), rules
