"""Pages, fetched politely: robots.txt and paces obeyed, what is too large or leads elsewhere refused."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from rematch_devstack.collect.pacing import Pace, Wait, back_off
from rematch_devstack.collect.robots import Robots
from rematch_devstack.collect.wanted import SiteFailed

AGENT = "rematch-collect"
_LARGEST = 8 * 1024 * 1024
_ATTEMPTS = 3
_REDIRECTS = 3
_LONGEST_WAIT = 300.0


@dataclass(frozen=True)
class Page:
    status: int
    body: bytes
    headers: httpx.Headers


class Fetcher:
    """Shared by all sites and threads. `robots`: whether robots.txt is asked; by default it is."""

    def __init__(self, client: httpx.Client, wait: Wait, largest: int = _LARGEST) -> None:
        self._client = client
        self._wait = wait
        self._largest = largest
        self._pace = Pace(wait)
        self._robots = Robots(self._robots_page, AGENT)

    def check(self, url: str) -> None:
        """Raises SiteFailed where robots.txt closes the way, or can't be read."""
        host = urlsplit(url).netloc
        if why := self._robots.unread(url):
            raise SiteFailed(f"robots.txt of {host} can't be read ({why}): nothing is asked of it for now")
        if not self._robots.allows(url):
            raise SiteFailed(f"robots.txt of {host} doesn't allow it", retry=False)

    def pause(self, host: str, seconds: float) -> None:
        """For who fetches by other means."""
        self._pace.turn(host, seconds)

    def get(self, url: str, seconds: float, robots: bool = True) -> bytes:
        """The page, asked for at most every so many seconds, and again later when the host is busy."""
        why, host = "", urlsplit(url).netloc
        for attempt in range(_ATTEMPTS):
            pause = back_off(attempt + 1)
            try:
                page = self._followed(url, seconds, robots)
            except httpx.HTTPError as error:
                why = f"{host} does not answer ({type(error).__name__})"
            else:
                if page.status < 400:
                    return page.body
                why, pause = f"{host} answered {page.status}", max(pause, _asked_for(page))
                if page.status != 429 and page.status < 500:
                    break
            if attempt + 1 < _ATTEMPTS:
                self._wait(pause)
        raise SiteFailed(why)

    def _followed(self, url: str, seconds: float, robots: bool) -> Page:
        """Redirects are followed on the same host only: where they lead else, nobody has said we may go."""
        for _ in range(_REDIRECTS + 1):
            delay = 0.0
            if robots:
                self.check(url)
                delay = self._robots.delay(url)
            self._pace.turn(urlsplit(url).netloc, max(seconds, delay))
            page = self._page(url)
            if page.status not in (301, 302, 303, 307, 308):
                return page
            url = _same_host(url, page.headers.get("location", ""))
        raise SiteFailed(f"{urlsplit(url).netloc} leads in circles")

    def _page(self, url: str) -> Page:
        try:
            with self._client.stream("GET", url, headers={"User-Agent": AGENT}, follow_redirects=False) as answer:
                body = bytearray()
                # Unpacked piece by piece: a small answer may be a large page.
                for piece in answer.iter_bytes(64 * 1024):
                    body += piece
                    if len(body) > self._largest:
                        raise SiteFailed(f"{urlsplit(url).netloc} sends more than {self._largest:,} bytes")
                return Page(answer.status_code, bytes(body), answer.headers)
        except httpx.InvalidURL:  # it looks at where a redirect leads, though it doesn't go there
            raise _leads_elsewhere(url) from None

    def _robots_page(self, url: str) -> tuple[int, bytes]:
        page = self._page(url)
        return page.status, page.body


def _same_host(url: str, location: str) -> str:
    """Raises SiteFailed for any other."""
    try:
        there = urljoin(url, location)
        parts = urlsplit(there)
    except ValueError:
        parts = None
    if parts is None or parts.netloc != urlsplit(url).netloc or parts.scheme not in ("http", "https"):
        raise _leads_elsewhere(url)
    return there


def _leads_elsewhere(url: str) -> SiteFailed:
    return SiteFailed(f"{urlsplit(url).netloc} leads elsewhere: give the address where it leads", retry=False)


def _asked_for(page: Page) -> float:
    """Seconds that the host asks to wait."""
    told = page.headers.get("retry-after", "")
    return min(float(told), _LONGEST_WAIT) if told.isascii() and told.isdecimal() and len(told) < 10 else 0.0
