"""RSS and Atom feeds of job boards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element

from rematch_devstack.collect import xml
from rematch_devstack.collect.fetching import Fetcher
from rematch_devstack.collect.sites.addresses import address, searched
from rematch_devstack.collect.wanted import Found, Posting, SiteFailed, Wanted, concerns

# Names as feeds write them, their namespaces left out; the first that says something counts.
_FIELDS = {
    "external_id": ("guid", "id"),
    "title": ("title",),
    "description": ("encoded", "description", "content", "summary"),
    "company": ("company", "creator", "author", "name", "company_name", "source"),
    "location": ("location", "city", "region", "address"),
    "posted_at": ("pubdate", "published", "updated", "date"),
    "salary_text": ("salary",),
}
_ENTRIES = ("item", "entry")


@dataclass(frozen=True)
class Feed:
    """`company`: whose all of its jobs are. Where a feed says it nowhere, its titles often read "Company: Job"."""

    name: str
    url: str
    fetch: Fetcher
    pause: float = 5.0
    robots: bool = True
    company: str | None = None

    def search(self, wanted: Wanted) -> Found:
        """A feed shows its newest only, so it is never complete."""
        places = wanted.places[:3] if "{place}" in self.url and wanted.places else ("",)
        found: dict[str, Posting] = {}
        for place in places:
            for posting in self._page(searched(self.url, wanted.role, place)):
                if self._wanted(posting, wanted.role):
                    found.setdefault(str(posting.get("external_id") or posting.get("url")), posting)
        return Found(list(found.values())[: wanted.most])

    def _page(self, url: str) -> Iterator[Posting]:
        try:
            root = xml.parse(self.fetch.get(url, self.pause, self.robots))
        except xml.BadXml as error:
            raise SiteFailed(f"{self.name}: {error}") from None
        entries = [element for element in root.iter() if _local(element) in _ENTRIES]
        if not entries and _local(root) not in ("rss", "feed", "rdf"):
            raise SiteFailed(f"{self.name}: it is XML, but no feed")
        return (self._posting(entry) for entry in entries)

    def _wanted(self, posting: Posting, role: str) -> bool:
        return "{role}" in self.url or concerns(posting.get("title"), role)

    def _posting(self, entry: Element) -> Posting:
        said = {name: _text(entry, tags) for name, tags in _FIELDS.items()}
        link = _link(entry)
        said["url"] = link
        said["external_id"] = said["external_id"] or link
        said["posted_at"] = _date(said["posted_at"])
        title, company = said["title"] or "", said["company"] or self.company
        if company is None and ": " in title:
            company, title = title.split(": ", 1)
        told = {**said, "title": title, "company": company}
        return {name: value for name, value in told.items() if value}


def make(told: Mapping[str, Any], fetch: Fetcher) -> Feed:
    name = str(told["name"])
    pause, robots = float(told.get("pause", 5.0)), bool(told.get("robots", True))
    return Feed(name, address(told.get("url"), name), fetch, pause, robots, told.get("company"))


def _local(element: Element) -> str:
    return element.tag.rsplit(" ", 1)[-1].lower()


def _text(entry: Element, tags: tuple[str, ...]) -> str | None:
    by_name: dict[str, str] = {}
    for element in entry.iter():
        text = "".join(element.itertext()).strip()
        if element is not entry and text:
            by_name.setdefault(_local(element), text)
    return next((by_name[tag] for tag in tags if tag in by_name), None)


def _link(entry: Element) -> str | None:
    for element in entry.iter():
        if _local(element) == "link":
            told = (element.get("href") or element.text or "").strip()
            if told.startswith(("http://", "https://")) and element.get("rel", "alternate") == "alternate":
                return told
    return None


def _date(text: str | None) -> str | None:
    """As RFC 3339; RSS writes dates as e-mails do. One that can't be read is left out."""
    if text is None or text[:4].isdigit():
        return text
    try:
        return parsedate_to_datetime(text).astimezone(UTC).isoformat()
    except (ValueError, TypeError, OverflowError):
        return None
