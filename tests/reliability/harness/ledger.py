"""The ground truth: what is published, and what must have become of it when everything is drained.

Made from a seed alone. A posting may be shown again by its platform, by another platform, changed, or closed; what
each of them must come to is known here before anything is published.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from string import ascii_lowercase

import orjson

from tests.reliability.harness.poison import KINDS, ODD, NullableHeaders, headers_of

AdKey = tuple[str, str]
# Days ago: what was seen long ago would be closed as expired while the run looks on.
_BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=5)
# So many openings ask for each skill: fewer than a person's list has places for.
_EACH = 30
# In a run of this many postings one person has more openings than places.
_LONG, _CROWD = 500, 60
# So many candidates change at once.
_CHANGING = 5
# None of these is a skill that anybody asks for: what is asked for is listed, so that the matches are known.
# fmt: off
_WORDS = (
    "amber", "basin", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet",
    "juniper", "knoll", "lagoon", "meadow", "nectar", "orchard", "pebble", "quarry", "ridge",
    "saddle", "thicket", "upland", "valley", "willow", "yonder", "zephyr",
)
# fmt: on


@dataclass(frozen=True)
class Item:
    """One record for raw-jobs. `poison` names its kind; None: it must have an outcome."""

    key: bytes
    value: bytes | None
    poison: str | None = None
    headers: NullableHeaders = ()


@dataclass
class Opening:
    """What must have become of one unique posting."""

    ads: set[AdKey]
    skill: str
    version: int = 1
    open: bool = True


@dataclass(frozen=True)
class Ledger:
    """Everything that is published in one run, in order, and its outcome.

    `items` go straight to raw-jobs, `posted` through ingest. `wanted`: skills that candidates have.
    `rejected`: matches that a candidate has said no to meanwhile.
    """

    run: str
    items: list[Item]
    posted: list[Item]
    openings: list[Opening]
    wanted: tuple[str, ...]
    rejected: set[str] = field(default_factory=set)

    def candidates(self, edition: int = 0) -> list[dict[str, object]]:
        """One person a wanted skill, as ingest's API takes them; an edition changes nothing that is matched by, of a
        few of them."""
        everybody = range(len(self.wanted))
        if not edition:
            return [self._candidate(number) for number in everybody]
        few = {(edition * _CHANGING + turn) % len(everybody) for turn in range(_CHANGING)}
        # Nowhere that the gazetteer knows, whatever the letter: what is known would be matched by.
        elsewhere = f"Yonder {chr(ord('A') + edition % 26)}"
        return [{**self._candidate(number), "location": elsewhere} for number in sorted(few)]

    def _candidate(self, number: int) -> dict[str, object]:
        skill = self.wanted[number]
        return {"candidate_id": f"{self.run}-{number}", "headline": f"Wants {skill}", "skills": [skill]}

    def owner_of(self, skill: str) -> str | None:
        """The candidate who has this skill."""
        return f"{self.run}-{self.wanted.index(skill)}" if skill in self.wanted else None


def make(run: str, postings: int, seed: int, *, poison: bool = True, wanted: float = 0.25) -> Ledger:
    """Of the unique postings 5 % are shown again, 5 % elsewhere too, 5 % change, 3 % close; 1 % poison comes on top.

    `wanted`: the share of the skills that somebody has; where there are many postings, one of those is asked for by
    more than a list has places for.
    """
    random = Random(f"{run}/{seed}")
    skills = [craft(random) for _ in range(max(20, postings // _EACH))]
    crowd = [craft(random)] * _CROWD if postings >= _LONG else []
    asked = [*crowd, *(skills[number % len(skills)] for number in range(postings - len(crowd)))]
    random.shuffle(asked)
    openings = [Opening({(f"{run}-board", f"{number}")}, skill) for number, skill in enumerate(asked)]
    streams = [[_item(number, opening, random)] for number, opening in enumerate(openings)]
    posted = [streams.pop()[0] for _ in range(postings // 20)]
    _vary(openings[: len(streams)], streams, random)
    items = list(_shuffled(streams, random))
    for number in range(max(len(KINDS), postings // 100) if poison else 0):
        kind = list(KINDS)[number % len(KINDS)]
        bad = Item(f"poison:{run}:{number}".encode(), KINDS[kind](number), kind, headers_of(kind))
        items.insert(random.randrange(len(items)), bad)
    return Ledger(run, items, posted, openings, (*crowd[:1], *skills[: int(len(skills) * wanted)]))


def craft(random: Random) -> str:
    """A skill that nobody takes for a slip of the pen in another one, of this run or of any other."""
    return f"{''.join(random.choices(ascii_lowercase, k=10))} craft"


def _vary(openings: list[Opening], streams: list[list[Item]], random: Random) -> None:
    """Each kind of variation on openings of its own: two platforms race, so only one of them may say more."""
    chosen = random.sample(range(len(openings)), len(openings) * 18 // 100)
    for place, number in enumerate(chosen):
        opening, first = openings[number], streams[number][0]
        share = place / len(chosen) * 18
        if share < 5:
            streams[number].append(first)
        elif share < 10:
            elsewhere = orjson.loads(first.value or b"")
            elsewhere["source"] = elsewhere["source"].replace("-board", "-other")
            opening.ads.add((elsewhere["source"], elsewhere["external_id"]))
            streams.append([_record(elsewhere)])
        elif share < 15:
            streams[number].append(_later(first, description="It has changed: " + _prose(random, number)))
            opening.version = 2
        else:
            streams[number].append(_later(first, closed=True))
            opening.version, opening.open = 2, False


def _later(first: Item, **news: object) -> Item:
    told = orjson.loads(first.value or b"")
    seen = datetime.fromisoformat(told["scraped_at"]) + timedelta(days=1)
    return _record(told | {"scraped_at": seen.isoformat(), **news})


def _item(number: int, opening: Opening, random: Random) -> Item:
    ((source, external_id),) = opening.ads
    return _record(
        {
            "source": source,
            "external_id": external_id,
            "title": f"{random.choice(_WORDS).title()} keeper {number:07}",
            # Each run has firms of its own: one firm's ads of one title are one opening, whichever run shows them.
            "company": f"{random.choice(_WORDS).title()} {source.title()} Works {number % 97}",
            "description": _prose(random, number),
            "location": random.choice(_WORDS).title(),
            "skills": [opening.skill],
            "scraped_at": (_BEGAN + timedelta(seconds=number)).isoformat(),
        }
    )


def _prose(random: Random, number: int) -> str:
    # Seven digits: a bare 2391 is an electrician's certificate.
    return f"Number {number:07}: " + " ".join(random.choices(_WORDS, k=random.randint(8, 25))) + "."


def _record(told: dict[str, object]) -> Item:
    # A scraper may send any headers: every other record has odd ones, which must change nothing.
    headers = ODD if int(str(told["external_id"])) % 2 else ()
    return Item(f"{told['source']}:{told['external_id']}".encode(), orjson.dumps(told), headers=headers)


def _shuffled(streams: list[list[Item]], random: Random) -> Iterator[Item]:
    """A random interleaving that keeps the order within each stream."""
    order = [number for number, stream in enumerate(streams) for _ in stream]
    random.shuffle(order)
    left = [iter(stream) for stream in streams]
    for number in order:
        yield next(left[number])
