from datetime import UTC, date, datetime

import pytest

from rematch_jobtext.dates import parse_date

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
POSTED = [
    ("2 days ago", date(2026, 11, 19)),
    ("Posted 30+ days ago", date(2026, 10, 22)),
    ("more than 30 days ago", date(2026, 10, 22)),
    ("just posted", date(2026, 11, 21)),
    ("Today", date(2026, 11, 21)),
    ("yesterday", date(2026, 11, 20)),
    ("gestern", date(2026, 11, 20)),
    ("an hour ago", date(2026, 11, 21)),
    ("3 weeks ago", date(2026, 10, 31)),
    ("a month ago", date(2026, 10, 22)),
    ("3d", date(2026, 11, 18)),
    ("2w", date(2026, 11, 7)),
    ("Active 5 days ago", date(2026, 11, 16)),
    ("vor 2 Tagen", date(2026, 11, 19)),
    ("vor über 30 Tagen", date(2026, 10, 22)),
    ("il y a 3 jours", date(2026, 11, 18)),
    ("hace 2 días", date(2026, 11, 19)),
    ("12.03.2026", date(2026, 3, 12)),
    ("2026-03-12", date(2026, 3, 12)),
    ("2026-03-12T10:00:00Z", date(2026, 3, 12)),
    ("2026/3/5", date(2026, 3, 5)),
    ("20260312", date(2026, 3, 12)),
    ("March 3rd, 2026", date(2026, 3, 3)),
    ("3 March 2026", date(2026, 3, 3)),
    ("Posted: 15-Jan-2026", date(2026, 1, 15)),
    ("12 Mar", date(2026, 3, 12)),
    ("12. März 2026", date(2026, 3, 12)),
    ("12 février 2026", date(2026, 2, 12)),
    ("3 de marzo de 2026", date(2026, 3, 3)),
    ("1 marca 2026", date(2026, 3, 1)),
    ("03/04/2026", date(2026, 4, 3)),
    ("13/04/2026", date(2026, 4, 13)),
    ("04/13/2026", date(2026, 4, 13)),
    ("30/11/26", date(2026, 11, 30)),
    ("Closing date: 30 November", date(2026, 11, 30)),
    ("Expires in 10 days", date(2026, 12, 1)),
    ("1764547200", date(2025, 12, 1)),
    ("1764547200000", date(2025, 12, 1)),
    ("15. M\u00e4rz 2026", date(2026, 3, 15)),
    ("Sat, 15 Mar 2026 10:00:00 GMT", date(2026, 3, 15)),
    ("Posted on 1st of November 2026", date(2026, 11, 1)),
    ("2026\u5e743\u670815\u65e5", date(2026, 3, 15)),
    ("3\u65e5\u524d", date(2026, 11, 18)),
    ("2\uc8fc \uc804", date(2026, 11, 7)),
    ("3 dni temu", date(2026, 11, 18)),
    ("vor einer Woche", date(2026, 11, 14)),
    ("in 5 days", date(2026, 11, 26)),
    ("tomorrow", date(2026, 11, 22)),
    ("2026-03-15T10:20:30+02:00", date(2026, 3, 15)),
    ("1 Jan 20000", None),
    ("Jan 1, 20000", None),
    ("March 2026", None),
    ("ASAP", None),
    ("20000-01-01", None),
    ("year 20000", None),
    ("99999 days ago", None),
    ("31.02.2026", None),
    ("0001-01-01", None),
    ("5 years experience", None),
    ("nonsense", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "day"), POSTED)
def test_dates(text: str, day: date | None) -> None:
    assert parse_date(text, NOW) == day


def test_month_first_is_the_american_way() -> None:
    assert parse_date("03/04/2026", NOW, month_first=True) == date(2026, 3, 4)
    assert parse_date("13/04/2026", NOW, month_first=True) == date(2026, 4, 13)


def test_without_a_year_an_ad_expires_in_the_future() -> None:
    assert parse_date("12 Mar", NOW, future=True) == date(2027, 3, 12)
    assert parse_date("1 December", NOW, future=True) == date(2026, 12, 1)
