"""Pages are fetched politely: robots.txt, paces and back-off are obeyed; what is too large, or elsewhere, is left."""

import threading
from collections.abc import Iterator

import pytest

from rematch_devstack.collect.fetching import Fetcher
from rematch_devstack.collect.pacing import Pace, back_off, waiting
from rematch_devstack.collect.robots import KEPT, Robots
from rematch_devstack.collect.wanted import SiteFailed, Stopped
from rematch_devstack.ports import Ports
from tests.unit.devstack.collect.boards import Answer, Board, Waits, board, fetching

MIB = 1024 * 1024


@pytest.fixture
def there() -> Iterator[Board]:
    with board() as told:
        yield told


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def fetch(waits: Waits) -> Iterator[Fetcher]:
    with fetching(waits, MIB) as fetcher:
        yield fetcher


def test_robots_txt_is_read_once_and_obeyed(there: Board, fetch: Fetcher) -> None:
    there.on("/robots.txt", b"User-agent: *\nDisallow: /private\n")
    assert fetch.get(there.on("/jobs", b"here"), 0) == b"here"
    with pytest.raises(SiteFailed, match=r"robots\.txt") as refused:
        fetch.get(there.on("/private/jobs", b"there"), 0)
    assert not refused.value.retry
    assert there.asked == ["/robots.txt", "/jobs"]


def test_an_agent_may_be_named(there: Board, fetch: Fetcher) -> None:
    there.on("/robots.txt", b"User-agent: rematch-collect\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    with pytest.raises(SiteFailed, match=r"robots\.txt"):
        fetch.get(there.on("/jobs", b"here"), 0)


@pytest.mark.parametrize("status", [301, 500, 503])
def test_where_robots_txt_fails_nothing_is_allowed_for_now(there: Board, fetch: Fetcher, status: int) -> None:
    there.on("/robots.txt", Answer(status=status))
    with pytest.raises(
        SiteFailed, match=rf"robots\.txt of 127\.0\.0\.1:\d+ can't be read \(it answered {status}"
    ) as failed:
        fetch.get(there.on("/jobs", b"here"), 0)
    assert failed.value.retry
    assert there.asked == ["/robots.txt"]


def test_a_robots_txt_that_nobody_answers_for_is_told_as_one_that_cannot_be_read(fetch: Fetcher) -> None:
    with Ports() as ports, pytest.raises(SiteFailed, match=r"can't be read .*does not answer: ConnectError") as failed:
        fetch.check(f"http://127.0.0.1:{ports.free()}/jobs")
    assert "allow" not in str(failed.value)


def test_one_that_is_too_large_cannot_be_read_either(there: Board, fetch: Fetcher) -> None:
    there.on("/robots.txt", b"#" * (MIB + 1))
    with pytest.raises(SiteFailed, match=r"can't be read .*more than 1,048,576 bytes"):
        fetch.get(there.on("/jobs", b"here"), 0)


def test_an_operator_who_has_leave_may_say_so(there: Board, fetch: Fetcher) -> None:
    there.on("/robots.txt", b"User-agent: *\nDisallow: /\n")
    assert fetch.get(there.on("/jobs", b"here"), 0, robots=False) == b"here"


def test_the_delay_that_a_host_asks_for_is_kept(there: Board, fetch: Fetcher, waits: Waits) -> None:
    there.on("/robots.txt", b"User-agent: *\nCrawl-delay: 30\n")
    url = there.on("/jobs", b"here")
    fetch.get(url, 2)
    fetch.get(url, 2)
    assert waits.seconds[0] == 0
    assert 25 < waits.seconds[1] <= 30


def test_whoever_asks_for_a_day_between_two_pages_is_left_alone() -> None:
    robots = Robots(lambda _: (200, b"User-agent: *\nCrawl-delay: 86400\n"), "rematch-collect")
    assert not robots.allows("http://board.example/jobs")


def test_robots_txt_is_asked_for_anew_after_a_day() -> None:
    now, asked = [0.0], []

    def fetch(url: str) -> tuple[int, bytes]:
        asked.append(url)
        return 200, b"User-agent: *\nDisallow:\n"

    robots = Robots(fetch, "rematch-collect", lambda: now[0])
    for moment in (0.0, KEPT - 1, KEPT):
        now[0] = moment
        assert robots.allows("http://board.example/jobs")
    assert asked == ["http://board.example/robots.txt"] * 2


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"Disallow", b"User-agent: *\nCrawl-delay: x\n", b"a:b\n" * 300_000])
def test_a_strange_robots_txt_is_no_surprise(body: bytes) -> None:
    assert Robots(lambda _: (200, body), "rematch-collect").allows("http://board.example/jobs")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_host_is_asked_again_later(there: Board, fetch: Fetcher, waits: Waits, status: int) -> None:
    busy = Answer(status=status, headers={"Retry-After": "40"})
    assert fetch.get(there.on("/jobs", busy, busy, b"here"), 0) == b"here"
    assert [seconds for seconds in waits.seconds if seconds] == [40.0, 40.0]


def test_not_for_ever(there: Board, fetch: Fetcher, waits: Waits) -> None:
    with pytest.raises(SiteFailed, match="answered 503") as failed:
        fetch.get(there.on("/jobs", Answer(status=503, headers={"Retry-After": "9" * 40})), 0)
    assert failed.value.retry
    assert there.asked.count("/jobs") == 3
    assert max(waits.seconds) < 10


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_no_is_a_no(there: Board, fetch: Fetcher, status: int) -> None:
    with pytest.raises(SiteFailed, match=str(status)):
        fetch.get(there.on("/jobs", Answer(status=status)), 0)
    assert there.asked.count("/jobs") == 1


def test_who_does_not_answer_has_failed(fetch: Fetcher) -> None:
    with Ports() as ports:
        url = f"http://127.0.0.1:{ports.free()}/jobs"
        with pytest.raises(SiteFailed, match="does not answer"):
            fetch.get(url, 0, robots=False)


@pytest.mark.parametrize("answer", [Answer(b"x" * (MIB + 1)), Answer.packed(b"\x00" * 200 * MIB)])
def test_what_is_too_large_is_not_taken(there: Board, fetch: Fetcher, answer: Answer) -> None:
    with pytest.raises(SiteFailed, match="more than 1,048,576 bytes"):
        fetch.get(there.on("/jobs", answer), 0)


def test_a_redirect_on_the_same_host_is_followed_as_far_as_robots_txt_lets(there: Board, fetch: Fetcher) -> None:
    there.on("/robots.txt", b"User-agent: *\nDisallow: /private\n")
    there.on("/new", b"here")
    assert fetch.get(there.on("/old", Answer(status=301, headers={"Location": "/new"})), 0) == b"here"
    with pytest.raises(SiteFailed, match=r"robots\.txt"):
        fetch.get(there.on("/sly", Answer(status=302, headers={"Location": "/private"})), 0)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "//evil.example/",
        "http://127.0.0.1:1/",
        "gopher:x",
        "http://[",
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(there: Board, fetch: Fetcher, elsewhere: str) -> None:
    with pytest.raises(SiteFailed, match="leads elsewhere"):
        fetch.get(there.on("/jobs", Answer(status=302, headers={"Location": elsewhere})), 0)


def test_redirects_come_to_an_end(there: Board, fetch: Fetcher) -> None:
    with pytest.raises(SiteFailed, match="circles"):
        fetch.get(there.on("/jobs", Answer(status=302, headers={"Location": "/jobs"})), 0)
    assert there.asked.count("/jobs") == 4


def test_everybody_has_a_turn_of_their_own() -> None:
    waits = Waits()
    pace = Pace(waits, lambda: 100.0)
    threads = [threading.Thread(target=pace.turn, args=("host", 5.0)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(waits.seconds) == [0, 5, 10, 15, 20, 25]
    pace.turn("another", 5.0)
    assert waits.seconds[-1] == 0


def test_backing_off_grows_and_is_never_the_same_for_all() -> None:
    assert [back_off(attempt, lambda: 0.5) for attempt in (1, 2, 3)] == [2, 4, 8]
    assert (back_off(1, lambda: 0.0), back_off(1, lambda: 1.0)) == (1, 3)
    assert back_off(10**9, lambda: 1.0) == 180


def test_a_wait_ends_when_somebody_says_stop() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        waiting(stop)(3600)
