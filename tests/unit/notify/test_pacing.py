"""When something may be told: by the receiver's clock, whatever that clock does twice a year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rematch_common.errors import InvalidRecord
from rematch_notify.domain.pacing import Pace, Period, after_quiet, due_at, instant, period
from rematch_notify.domain.wishes import check_zone

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_at_once_is_now() -> None:
    assert due_at(Pace(), utc("2026-06-01T12:00")) == utc("2026-06-01T12:00")


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("UTC", "2026-06-01T12:01:02", "2026-06-01T13:00"),
        ("UTC", "2026-06-01T12:00", "2026-06-01T13:00"),
        ("Asia/Kathmandu", "2026-06-01T12:01", "2026-06-01T12:15"),
        ("Europe/Berlin", "2026-10-25T00:30", "2026-10-25T01:00"),
        ("Europe/Berlin", "2026-10-25T01:30", "2026-10-25T02:00"),
    ],
)
def test_hourly_is_the_next_full_hour_there(zone: str, now: str, due: str) -> None:
    assert due_at(Pace("hourly", zone=zone), utc(now)) == utc(due)


@pytest.mark.parametrize(
    ("at", "now", "due"),
    [
        (time(9), "2026-01-10T07:59", "2026-01-10T08:00"),
        (time(9), "2026-01-10T08:00", "2026-01-11T08:00"),
        (time(9), "2026-07-10T07:30", "2026-07-11T07:00"),
        (time(0, 30), "2026-01-10T23:45", "2026-01-11T23:30"),
        # The day whose clock skips 02:00 to 03:00, and the one that has that hour twice.
        (time(2, 30), "2026-03-28T12:00", "2026-03-29T01:30"),
        (time(2, 30), "2026-03-29T01:30", "2026-03-30T00:30"),
        (time(2, 30), "2026-10-24T12:00", "2026-10-25T00:30"),
        (time(2, 30), "2026-10-25T00:45", "2026-10-26T01:30"),
    ],
)
def test_daily_is_that_time_of_the_day_there_once_a_day(at: time, now: str, due: str) -> None:
    assert due_at(Pace("daily", at, zone="Europe/Berlin"), utc(now)) == utc(due)


@pytest.mark.parametrize(
    ("quiet", "now", "due"),
    [
        (NIGHT, "2026-01-10T20:59", "2026-01-10T20:59"),
        (NIGHT, "2026-01-10T21:00", "2026-01-11T06:00"),
        (NIGHT, "2026-01-11T05:59:59", "2026-01-11T06:00"),
        (NIGHT, "2026-01-11T06:00", "2026-01-11T06:00"),
        ((time(12), time(14)), "2026-01-10T12:30", "2026-01-10T13:00"),
        ((time(12), time(14)), "2026-01-10T10:30", "2026-01-10T10:30"),
        # Quiet until 02:30 of a night that has 02:30 twice, and of one that has none.
        ((time(22), time(2, 30)), "2026-10-25T00:45", "2026-10-25T01:30"),
        ((time(22), time(2, 30)), "2026-10-25T01:15", "2026-10-25T01:30"),
        ((time(22), time(2, 30)), "2026-03-29T01:15", "2026-03-29T01:30"),
        ((time(2, 30), time(6)), "2026-03-29T01:15", "2026-03-29T01:15"),
        ((time(2, 30), time(6)), "2026-03-29T01:30", "2026-03-29T04:00"),
        # All day but for nothing: from noon to noon.
        ((time(12), time(12)), "2026-01-10T10:00", "2026-01-10T11:00"),
    ],
)
def test_quiet_hours_are_waited_out(quiet: tuple[time, time], now: str, due: str) -> None:
    assert after_quiet(Pace(quiet=quiet, zone="Europe/Berlin"), utc(now)) == utc(due)


def test_a_digest_whose_time_is_quiet_comes_when_it_is_no_more() -> None:
    pace = Pace("daily", time(6), NIGHT, "Europe/Berlin")
    assert due_at(pace, utc("2026-01-10T12:00")) == utc("2026-01-11T06:00")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
def test_all_year_long_what_is_due_lies_ahead_outside_the_quiet_hours_and_within_two_days(zone: str) -> None:
    moment, local = utc("2026-01-01T00:07"), ZoneInfo(zone)
    paces = [Pace("at_once", quiet=NIGHT, zone=zone), Pace("hourly", quiet=NIGHT, zone=zone)]
    paces += [Pace("daily", time(8, 15), NIGHT, zone), Pace("daily", time(2, 30), zone=zone)]
    while moment < utc("2027-01-01T00:00"):
        for pace in paces:
            due = due_at(pace, moment)
            assert moment <= due < moment + timedelta(hours=50)
            clock = due.astimezone(local).time()
            assert pace.quiet is None or NIGHT[1] <= clock < NIGHT[0]
        moment += timedelta(minutes=187)


@pytest.mark.parametrize(
    ("kind", "begin", "end"),
    [
        ("hour", "2026-10-25T00:00", "2026-10-25T01:00"),
        ("day", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("week", "2026-10-18T22:00", "2026-10-25T23:00"),
    ],
)
def test_a_period_is_one_of_that_clock_and_the_day_of_the_change_has_25_hours(
    kind: Period, begin: str, end: str
) -> None:
    assert period("Europe/Berlin", kind, utc("2026-10-25T00:30")) == (utc(begin), utc(end))


def test_of_a_time_that_comes_twice_there_is_a_first_and_a_last() -> None:
    day = date(2026, 10, 25)
    assert instant(BERLIN, day, time(2, 30)) == utc("2026-10-25T00:30")
    assert instant(BERLIN, day, time(2, 30), last=True) == utc("2026-10-25T01:30")


@pytest.mark.parametrize("zone", ["localtime", "posix/Europe/Berlin", "right/UTC", "../UTC", "Europe", "", "a\x00b"])
def test_a_zone_that_not_every_machine_knows_is_none(zone: str) -> None:
    with pytest.raises(InvalidRecord, match="IANA"):
        check_zone(zone)
    for good in ("Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"):
        check_zone(good)


@pytest.mark.parametrize("zone", ["Nowhere/Anywhere", "../UTC", "Europe"])
def test_who_is_in_a_zone_that_this_machine_lacks_is_told_by_utc_and_holds_nobody_up(zone: str) -> None:
    pace = Pace("daily", time(9), (time(22), time(7)), zone)
    assert due_at(pace, utc("2026-03-01T08:00")) == utc("2026-03-01T09:00")
    assert period(zone, "day", utc("2026-03-01T08:00"))[0] == utc("2026-03-01T00:00")
