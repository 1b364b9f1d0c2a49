"""What becomes of a role while it is scraped. Pure: each step gives the next state and what is to be told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from rematch_common.contracts import CrawlReport
from rematch_ingest.domain.causes import FAILURES, Cause, Ended, failing, no_postings, stuck
from rematch_ingest.domain.queue import Entry, Site

LONGEST = timedelta(hours=1)
# A round whose platforms are all done with, and of which nothing more comes, is over without a word from its scraper.
SETTLED = timedelta(minutes=1)
_MOST_BACK_OFF = timedelta(hours=1)
_GIVEN_UP_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """`worked` and `failed`: platforms, whose failures in a row are counted over all roles."""

    entry: Entry
    reports: tuple[CrawlReport, ...] = ()
    causes: tuple[Cause, ...] = ()
    ended: tuple[Ended, ...] = ()
    worked: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """Postings of one platform that were accepted. `last`: no more of them come in this round."""

    platform: str
    received: int
    seen: int
    complete: bool = False
    last: bool = True


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with one platform, or with the whole role."""

    error: str
    platform: str | None = None
    retry: bool = True


def given_out(entry: Entry, holder: str, platforms: Sequence[str], now: datetime) -> Entry:
    return replace(
        entry,
        status="scraping",
        round=entry.round + 1,
        holder=holder,
        started_at=now,
        touched_at=now,
        sites={platform: Site() for platform in platforms},
    )


def uploaded(entry: Entry, upload: Upload, now: datetime) -> Step:
    site = entry.sites[upload.platform]
    after = replace(
        site,
        status="uploaded" if upload.last else "pending",
        received=site.received + upload.received,
        seen=site.seen + upload.seen,
        complete=upload.complete or (site.complete and upload.last),
    )
    sites = {**entry.sites, upload.platform: after}
    found = entry.total_found + upload.received
    return Step(replace(entry, sites=sites, touched_at=now, total_found=found), worked=(upload.platform,))


def completed(entry: Entry, told_found: int, now: datetime) -> Step:
    """It goes to the end of the queue. `told_found`: what its scraper says it found, which may have come elsewhere."""
    found = max(told_found, sum(site.received for site in entry.sites.values()))
    after = replace(_back(entry, now), last_scraped_at=now, retries=0, failed_rounds=0, last_error=None, not_before=now)
    ended = [Ended(entry.role, "scrape_stuck"), Ended(entry.role, "scrape_failures")]
    if found:
        ended.append(Ended(entry.role, "scrape_no_postings"))
    causes = () if found else (no_postings(entry.role),)
    return Step(after, _reports(entry, now), causes, tuple(ended))


def failed(entry: Entry, failure: Failure, now: datetime) -> Step:
    """One platform's failure leaves the others to their scraper, until none is left; that of a role ends its round.
    Of a platform that has failed already it is the same failure, said again."""
    if failure.platform and entry.sites[failure.platform].status == "failed":
        return Step(entry)
    entry = replace(entry, retries=entry.retries + 1, last_error=failure.error, touched_at=now)
    platforms = (failure.platform,) if failure.platform else ()
    if failure.platform:
        site = replace(entry.sites[failure.platform], status="failed", complete=False)
        entry = replace(entry, sites={**entry.sites, failure.platform: site})
    if failure.platform and any(site.status != "failed" for site in entry.sites.values()):
        return Step(entry, failed=platforms)
    return _without_result(entry, failure.retry, now, Step(entry, _reports(entry, now), failed=platforms))


def returned(entry: Entry, now: datetime) -> Step:
    """What was held for too long."""
    entry = replace(entry, retries=entry.retries + 1, last_error="it was not finished within an hour")
    return _without_result(entry, True, now, Step(entry, causes=(stuck(entry.role),)))


def has_failed(entry: Entry) -> bool:
    """Whether the last round is over, and gave nothing."""
    return entry.status != "scraping" and entry.failed_rounds > 0


def is_settled(entry: Entry, now: datetime) -> bool:
    quiet = entry.touched_at is not None and now - entry.touched_at >= SETTLED
    return entry.status == "scraping" and quiet and not entry.open_sites


def is_stuck(entry: Entry, now: datetime) -> bool:
    return entry.status == "scraping" and entry.started_at is not None and now - entry.started_at >= LONGEST


def _back(entry: Entry, now: datetime) -> Entry:
    return replace(entry, status="pending", waiting_since=now, touched_at=now)


def _without_result(entry: Entry, retry: bool, now: datetime, step: Step) -> Step:
    """The step that ends a round in failure: at the end of the queue, and from the second in a row on not at once
    either, though nobody else waits."""
    rounds = entry.failed_rounds + 1
    wait = timedelta(minutes=2 ** min(rounds - 2, 10)) if rounds > 1 else timedelta()
    rested = now + (min(wait, _MOST_BACK_OFF) if retry else _GIVEN_UP_FOR)
    status: Literal["pending", "failed"] = "pending" if retry else "failed"
    after = replace(_back(entry, now), status=status, failed_rounds=rounds, not_before=rested)
    causes = (*step.causes, failing(entry.role)) if rounds >= FAILURES else step.causes
    return replace(step, entry=after, causes=causes)


def _reports(entry: Entry, now: datetime) -> tuple[CrawlReport, ...]:
    """The scope is what dedup knows the ads of this round by: the role in their `scrape_role`."""
    return tuple(
        CrawlReport(
            source=platform,
            scope=entry.role,
            started=entry.started_at or now,
            finished=now,
            complete=site.complete,
            seen=site.seen,
            scrape_ref=entry.scrape_ref,
        )
        for platform, site in entry.sites.items()
        if site.status == "uploaded"
    )
