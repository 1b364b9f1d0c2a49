"""An endless, repeatable sequence of postings out of a few hundred written ones.

Round 0 is the file as it was written. Every later round keeps the texts and gives them to other companies of the same
industry under new ids, so that they are new openings; what is a repeat within the file stays one within its round.
"""

import json
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

_PLACEHOLDER = "{company}"
# Once every company of an industry has had a text, their branches go on with it.
_BRANCHES = ("North", "South", "East", "West", "Central", "Coast", "Valley", "Lakes", "Harbour", "Hills")
_OLDEST = timedelta(hours=20)
_AGE_STEP = timedelta(minutes=37)


def load_postings() -> list[dict[str, Any]]:
    """The written postings, RawJob fields each; the company's name reads "{company}" in their texts."""
    return _lines("postings.jsonl")


def load_candidates() -> list[dict[str, Any]]:
    """The written candidates, CandidateChanged fields each, without tenant and version."""
    return _lines("candidates.jsonl")


def posting(index: int, now: datetime) -> dict[str, Any]:
    """The posting at this place of the endless sequence, as a platform would show it at `now`."""
    written = _postings()
    round_, place = divmod(index, len(written))
    record = dict(written[place])
    company = _company(record["industry"], record["company"], round_)
    record["description"] = record["description"].replace(_PLACEHOLDER, company)
    record["company"] = company
    if round_:
        record["external_id"] = f"{record['external_id']}-{round_}"
        record["url"] = f"{record['url']}-{round_}"
    record["posted_at"] = (now - _age(index)).isoformat()
    record["scraped_at"] = now.isoformat()
    return record


def _age(index: int) -> timedelta:
    """Ads are seen some time after they were posted; 7 and 31 have no common factor, so ages don't march in step."""
    return min(_OLDEST, _AGE_STEP * (index * 7 % 31))


def _company(industry: str, company: str, round_: int) -> str:
    names = _companies()[industry]
    turn = names.index(company) + round_
    name = names[turn % len(names)]
    # Counted by rounds, not by turns: all texts of one round must differ from those of every other.
    lap = round_ // len(names)
    return f"{name} {_branch(lap)}" if lap else name


def _branch(lap: int) -> str:
    number, place = divmod(lap - 1, len(_BRANCHES))
    return f"{_BRANCHES[place]} {number + 1}" if number else _BRANCHES[place]


@cache
def _companies() -> dict[str, list[str]]:
    by_industry: dict[str, set[str]] = {}
    for written in _postings():
        by_industry.setdefault(written["industry"], set()).add(written["company"])
    return {industry: sorted(names) for industry, names in by_industry.items()}


@cache
def _postings() -> tuple[dict[str, Any], ...]:
    return tuple(load_postings())


def _lines(name: str) -> list[dict[str, Any]]:
    text = (resources.files(__package__) / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines() if line]
