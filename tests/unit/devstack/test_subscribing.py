"""What options of `rematch subscriptions` say to notify's API."""

import pytest

from rematch_devstack.commands.subscribing import fields, filter_of
from rematch_devstack.commands.subscriptions import row
from rematch_devstack.errors import StackError


def test_a_filter_is_told_in_words() -> None:
    told = filter_of(["min_score=70", "skills=python, go", "skills=sql", "broader=false", "min_grade=B"])
    assert told == {"min_score": "70", "skills": ["python", "go", "sql"], "broader": False, "min_grade": "B"}
    with pytest.raises(StackError, match="NAME=VALUE"):
        filter_of(["min_score"])


def test_only_what_is_given_is_sent() -> None:
    assert fields(None, None, None, None, None) == {}
    assert fields("jo@example.org", "daily@08:30", "22:00-07:00", "Europe/Berlin", "10/day") == {
        "target": "jo@example.org",
        "zone": "Europe/Berlin",
        "pace": "daily",
        "daily_at": "08:30",
        "quiet": {"begin": "22:00", "end": "07:00"},
        "cap": {"most": "10", "period": "day"},
    }
    assert fields(None, "hourly", "none", None, "none") == {"pace": "hourly", "quiet": None, "cap": None}


def test_a_row_says_what_is_wanted() -> None:
    told = {
        "subscription_id": "1",
        "subscriber": "recruiter:mo",
        "about": "matches",
        "channel": "email",
        "state": "off",
    }
    told |= {"target": "m***@example.org", "pace": "daily", "daily_at": "08:30"}
    wants = {"filter": {"skills": ["go", "sql"], "min_score": 70.0}}
    assert row(told | wants)[2:] == ("skills=go,sql min_score=70.0", "email", "m***@example.org", "daily@08:30", "off")
    assert row(told | {"filter": {}, "about": "alerts"})[2] == "all alerts"
