"""Ads of about 200 words, as many as wished, the same every time: each of an opening unlike all others.

What a firm says of itself stands in all its ads; the rest is put together by chance out of its trade's words.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.ad_words import LEVELS, MOMENTS, OCCASIONS, PLACES, QUALITIES, TRADES, Trade

SOURCES = ("openroles", "worknook", "jobharbour", "staffpost", "hirewell")
_FIRST = "Alder Birch Cinder Dapple Ember Fallow Garnet Hollow Ivory Juniper Kestrel Larch Marlow Nettle Oaken Pewter"
_MIDDLE = "field brook ridge stone wick mere gate haven moor crest ford dale shaw thorpe ness combe"
_BUSINESSES = "Systems Analytics Care Logistics Works Ledger Trading Studio Kitchens Services"
_FORMS = ("", " Ltd", " Inc.", " GmbH", " LLC", " Group")
_ABOUT = (
    "{company} has served {place} and its neighbours since {year}, with {count} people on the payroll.",
    "Founded in {year}, {company} is known for {quality} {thing} and for {count} colleagues who stay.",
    "At {company}, {count} of us look after {thing}; the first customer of {year} is still one today.",
    "{company} grew out of a family firm of {year} and now counts {count} employees.",
)
_OFFER = (
    "We offer {days} days of paid leave, a pension from day one and {amount} a year for courses.",
    "Benefits: {days} days off, dental insurance, a travel pass and {amount} for your equipment.",
    "Perks here are plain ones: {days} free days, a canteen, parental leave, {amount} after each full year.",
)
_EQUAL = (
    "{company} is an equal opportunity employer; all qualified applicants are considered.",
    "We welcome applicants of every background and make reasonable accommodations.",
)
_TEAM = (
    "Our {focus} crew of {few} wants help {moment} {quality} {occasion}.",
    "Until now {people} took care of {quality} {thing} {moment} {quality} {occasion}.",
    "Join {few} {quality} colleagues whose {thing} keep {place} going {moment} {occasion}.",
    "Your predecessor leaves {quality} {thing} behind {moment} {quality} {occasion}.",
)
_DUTIES = (
    "You {verb} {quality} {thing} {moment} {quality} {occasion}.",
    "{Verb} {thing}, then {verb} whatever {people} find {moment} {quality} {occasion}.",
    "Together with {people}, {verb} and {verb} {thing} {moment} {occasion}.",
    "Twice monthly {verb} {thing} for {people}, {moment} {quality} {occasion}.",
    "Half your week: {quality} {thing} {moment} {occasion}; otherwise {verb} {thing}.",
    "{Verb} {thing} where {people} disagree {moment} {quality} {occasion}.",
    "{Quality} {thing} are yours, {moment} {quality} {occasion} too.",
    "{Moment} {quality} {occasion}, {verb} {thing} first, {people} later.",
    "Teach {quality} {people} how to {verb} {thing} {moment} {occasion}.",
    "{People} listen when you {verb} {quality} {thing} {moment} {quality} {occasion}.",
    "{Moment} {occasion}, {verb}, {verb} and {verb} {quality} {thing}.",
    "Nobody but {people} may {verb} {thing} {moment} {quality} {occasion}.",
)
_NEEDS = (
    "{years}+ years of {skill} and {skill}.",
    "Sound {skill}, ideally {moment} {quality} {occasion}.",
    "You have used {skill} on {quality} {thing}.",
    "{Skill} as well as {skill} {moment} {occasion}.",
    "{Skill} unaided, {skill} with {people}.",
    "Patient with {people}, even {moment} {quality} {occasion}.",
    "References from {people} who {verb} {thing}.",
)


@dataclass(frozen=True, slots=True)
class Ad:
    """One ad: who offers what, its text in paragraphs, and the lines of what it asks for."""

    source: str
    external_id: str
    title: str
    company: str
    location: str
    paragraphs: tuple[str, ...]
    needs: tuple[str, ...]
    pay: tuple[int, int] | None
    posted_at: datetime
    html: bool

    @property
    def plain(self) -> str:
        return "\n".join((*self.paragraphs, *(f"- {need}" for need in self.needs)))

    def record(self, scraped_at: datetime) -> dict[str, Any]:
        """As a scraper would publish it."""
        pay: dict[str, Any] = {}
        if self.pay is not None:
            low, high = self.pay
            pay = {"salary_min": low, "salary_max": high, "salary_currency": "USD", "salary_period": "year"}
        return {
            "source": self.source,
            "external_id": self.external_id,
            "url": f"https://{self.source}.example/jobs/{self.external_id}",
            "title": self.title,
            "company": self.company,
            "location": self.location,
            "description": self._markup() if self.html else self.plain,
            "posted_at": self.posted_at.isoformat(),
            "scraped_at": scraped_at.isoformat(),
            **pay,
        }

    def _markup(self) -> str:
        paragraphs = "\n".join(f'<p style="margin:0">{text}</p>' for text in self.paragraphs)
        needs = "\n".join(f"  <li>{need}</li>" for need in self.needs)
        return f'<div class="job-description">\n{paragraphs}\n<ul>\n{needs}\n</ul>\n</div>'


class _Words:
    """Fills a pattern: each time it is asked for a word it gives another one."""

    def __init__(self, chance: random.Random, fixed: dict[str, str], **lists: Sequence[str]) -> None:
        self._chance, self._fixed, self._lists = chance, fixed, lists

    def __getitem__(self, name: str) -> str:
        if name in self._fixed:
            return self._fixed[name]
        word = self._chance.choice(self._lists[name.lower()])
        return word[:1].upper() + word[1:] if name[0].isupper() else word

    def say(self, pattern: str) -> str:
        return pattern.format_map(self)

    def several(self, patterns: Sequence[str], count: int) -> list[str]:
        return [self.say(pattern) for pattern in self._chance.sample(patterns, count)]


def company_name(number: int) -> str:
    firsts, middles = _FIRST.split(), _MIDDLE.split()
    rest, first = divmod(number // len(TRADES), len(firsts))
    rest, middle = divmod(rest, len(middles))
    rest, form = divmod(rest, len(_FORMS))
    branch = f" {rest + 1}" if rest else ""
    return f"{firsts[first]}{middles[middle]} {_BUSINESSES.split()[number % len(TRADES)]}{branch}{_FORMS[form]}"


def ad(number: int, company: int, now: datetime) -> Ad:
    """The ad that begins the opening of this number; firms have one trade and three places."""
    chance, trade = random.Random(number), TRADES[company % len(TRADES)]
    focus, location = chance.choice(trade.focuses), PLACES[(company + chance.randrange(3) * 7) % len(PLACES)][0]
    name = company_name(company)
    words = _words(chance, trade, {"company": name, "place": location.split(",")[0], "focus": focus})
    duties = words.several(_DUTIES, 10)
    low = chance.randrange(35, 140) * 1000
    return Ad(
        source=chance.choice(SOURCES),
        external_id=f"a{number}",
        title=f"{chance.choice(LEVELS)}{chance.choice(trade.heads)}, {focus}",
        company=name,
        location=location,
        paragraphs=(
            _of_firm(_ABOUT, company, trade),
            " ".join((words.say(chance.choice(_TEAM)), *duties[:4])),
            " ".join(duties[4:]),
            f"{_of_firm(_OFFER, company, trade)} {_of_firm(_EQUAL, company, trade)}",
        ),
        needs=(words.say(_NEEDS[0]), *words.several(_NEEDS[1:], 4)),
        pay=(low, low + chance.randrange(5, 30) * 1000) if chance.random() < 0.5 else None,
        posted_at=now - timedelta(minutes=chance.randrange(1440, 28_800)),
        html=chance.random() < 0.5,
    )


def reworded(first: Ad, number: int, company: int) -> tuple[str, ...]:
    """Other sentences for the same job."""
    chance, trade = random.Random(f"other {number}"), TRADES[company % len(TRADES)]
    focus = first.title.split(", ")[1]
    words = _words(chance, trade, {"company": first.company, "place": first.location.split(",")[0], "focus": focus})
    return (words.say(chance.choice(_TEAM)), " ".join(words.several(_DUTIES, 10)))


def _words(chance: random.Random, trade: Trade, fixed: dict[str, str]) -> _Words:
    numbers = {"years": "2345678", "few": ("three", "five", "seven", "nine", "a dozen")}
    said = {"verb": trade.verbs, "thing": trade.things, "people": trade.people, "skill": trade.skills}
    return _Words(chance, fixed, quality=QUALITIES, moment=MOMENTS, occasion=OCCASIONS, **said, **numbers)


def _of_firm(patterns: Sequence[str], company: int, trade: Trade) -> str:
    """The same in each of its ads."""
    chance = random.Random(f"firm {company}")
    fixed = {"company": company_name(company), "place": PLACES[company % len(PLACES)][0].split(",")[0]}
    fixed |= {"year": str(chance.randrange(1890, 2020)), "count": str(chance.randrange(20, 4000))}
    fixed |= {"days": str(chance.randrange(22, 35)), "amount": f"${chance.randrange(4, 30) * 100}"}
    return _words(chance, trade, fixed).say(chance.choice(patterns))
