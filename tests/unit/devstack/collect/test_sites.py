"""Every kind of site against recorded, invented answers, and against hostile ones."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts import RawJob
from rematch_devstack.collect import xml
from rematch_devstack.collect.fetching import Fetcher
from rematch_devstack.collect.sites import feed, json_feed
from rematch_devstack.collect.wanted import SiteFailed, Wanted
from rematch_devstack.errors import StackError
from tests.unit.devstack.collect.boards import ATOM, RSS, Board, Waits, board, fetching

LAUGHS = b"""<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item><title>&b;</title></item>
</channel></rss>"""
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item></rss>'
PYTHON = Wanted("Python Developer", ("Berlin, DE",))


@pytest.fixture
def there() -> Iterator[Board]:
    with board() as told:
        yield told


@pytest.fixture
def fetch() -> Iterator[Fetcher]:
    with fetching(Waits()) as fetcher:
        yield fetcher


def read(posting: Any, source: str = "board") -> RawJob:
    """As ingest reads it."""
    return RawJob.model_validate({"source": source, **posting})


def test_an_rss_feed_is_read(there: Board, fetch: Fetcher) -> None:
    url = there.on("/rss", RSS) + "?q={role}&l={place}"
    found = feed.make({"name": "board", "url": url}, fetch).search(PYTHON)
    assert there.asked[-1] == "/rss?q=Python+Developer&l=Berlin%2C+DE"
    assert not found.complete
    one, two = map(read, found.postings)
    assert (one.external_id, one.company, one.title) == ("job-1", "Northwind Labs", "Python Developer")
    assert one.description == "<p>Build APIs with <b>Python</b>.</p>"
    assert str(one.posted_at) == "2025-11-28 08:00:00+00:00"
    assert (two.company, two.title) == ("Harbour Hospital", "Staff Nurse")
    assert two.external_id == two.url == "https://board.example/jobs/2"
    assert two.posted_at is None


def test_an_atom_feed_is_read(there: Board, fetch: Fetcher) -> None:
    (one,) = feed.make({"name": "board", "url": there.on("/atom", ATOM)}, fetch).search(Wanted("Baker")).postings
    job = read(one)
    assert (job.company, job.url, job.external_id) == (
        "Crumb & Co",
        "https://board.example/jobs/7",
        "tag:board.example,2025:7",
    )


def test_of_a_feed_that_cannot_be_searched_only_what_is_wanted_is_taken(there: Board, fetch: Fetcher) -> None:
    found = feed.make({"name": "board", "url": there.on("/rss", RSS)}, fetch).search(Wanted("Registered Nurse"))
    assert [posting["title"] for posting in found.postings] == ["Staff Nurse"]


@pytest.mark.parametrize(
    "body",
    [LAUGHS, OUTSIDE, LAUGHS.decode().encode("utf-16"), b"<rss>", b"", b"{}", b"<html/>", b"<a>" * 200 + b"</a>" * 200],
)
def test_hostile_xml_is_refused(there: Board, fetch: Fetcher, body: bytes) -> None:
    with pytest.raises(SiteFailed):
        feed.make({"name": "board", "url": there.on("/rss", body)}, fetch).search(PYTHON)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<rss>{text}</rss>".encode("utf-8", "ignore")))
def test_any_bytes_are_read_or_refused(document: bytes) -> None:
    try:
        xml.parse(document)
    except xml.BadXml as error:
        assert str(error)


def items(*numbers: int) -> bytes:
    listed = [
        {
            "id": number,
            "attributes": {"title": f"Python {number}", "body": "Build.", "firm": {"name": "Acme"}, "tags": ["Python"]},
            "links": [{"href": f"https://board.example/{number}"}],
        }
        for number in numbers
    ]
    return orjson.dumps({"data": {"jobs": [*listed, None, "no object"]}})


TABLE = {
    "name": "board",
    "items": "data.jobs",
    "fields": {
        "external_id": "id",
        "title": "attributes.title",
        "description": "attributes.body",
        "company": "attributes.firm.name",
        "skills": "attributes.tags",
        "url": "links.0.href",
        "location": "attributes.nowhere.at_all",
    },
    "fixed": {"industry": "Software"},
}


def test_a_json_feed_is_read_by_its_table_page_after_page(there: Board, fetch: Fetcher) -> None:
    url = there.on("/jobs", items(1, 2), items(2, 3), items()) + "?q={role}&page={page}"
    found = json_feed.make({**TABLE, "url": url, "complete": True}, fetch).search(PYTHON)
    assert [read(posting).external_id for posting in found.postings] == ["1", "2", "3"]
    assert there.asked[1:] == [f"/jobs?q=Python+Developer&page={page}" for page in (1, 2, 3)]
    assert found.complete
    job = read(found.postings[0])
    assert (job.company, job.skills, job.url, job.industry) == (
        "Acme",
        ("Python",),
        "https://board.example/1",
        "Software",
    )


def test_what_was_cut_off_is_not_complete(there: Board, fetch: Fetcher) -> None:
    url = there.on("/jobs", items(1, 2), items(3, 4), items()) + "?q={role}&page={page}"
    found = json_feed.make({**TABLE, "url": url, "complete": True}, fetch).search(Wanted("Python", most=3))
    assert (len(found.postings), found.complete) == (3, False)
    same = json_feed.make({**TABLE, "url": there.on("/all", items(1)) + "?q={role}"}, fetch).search(PYTHON)
    assert not same.complete, "nobody has said that this is all"


@pytest.mark.parametrize("body", [b"", b"[", b"null", b'{"data": 7}', b'{"data": {"jobs": {}}}', b"[" * 5000])
def test_what_is_no_list_of_jobs_has_failed(there: Board, fetch: Fetcher, body: bytes) -> None:
    with pytest.raises(SiteFailed, match="board"):
        json_feed.make({**TABLE, "url": there.on("/jobs", body)}, fetch).search(PYTHON)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": None}, "url"),
        ({"fields": {"title": "t"}}, "fields"),
        ({"fields": {"title": "t", "description": "d", "salary": "s"}}, "salary"),
        ({"fields": {"title": "t", "description": "d", "scrape_role": "s"}}, "scrape_role"),
    ],
)
def test_a_wrong_table_is_told(fetch: Fetcher, change: dict[str, Any], told: str) -> None:
    with pytest.raises(StackError, match=told):
        json_feed.make({**TABLE, "url": "https://board.example/", **change}, fetch)
