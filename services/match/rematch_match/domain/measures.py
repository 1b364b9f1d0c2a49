"""Titles, places, amounts and spaces as numbers: what openings and people have alike."""

from collections.abc import Sequence

import numpy as np

from rematch_jobtext import PER_DOLLAR, coordinates, stem, words_of
from rematch_match.domain.asks import Place, WishedTitle
from rematch_match.domain.facts import Vector
from rematch_match.domain.geography import country_numbers, zone_numbers
from rematch_match.domain.kinship import occupation_number
from rematch_match.domain.levels import level_of
from rematch_match.domain.packed import HEADLINE, PLACE, TITLE, WISH, WORD, bytes_of
from rematch_match.domain.vocabulary import sign_of

# More of these in one profile or posting say nothing more, and each costs time with every pair.
MOST_PLACES = 16
_MOST_TITLES = 8
_UNKNOWN = float("nan")


def titles_packed(headline: WishedTitle | None, wishes: Sequence[WishedTitle]) -> tuple[bytes, bytes]:
    named = [(HEADLINE, headline)] if headline else []
    named += [(WISH, wish) for wish in wishes]
    titles, words = [], []
    for kind, title in named[:_MOST_TITLES]:
        own = sorted({sign_of(f"word:{stem(word)}") for word in words_of(title.core)})
        titles.append((occupation_number(title.occupation), len(own), kind, level_of(title)))
        words += own
    return bytes_of(TITLE, titles), np.array(words, WORD).tobytes()


def places_packed(places: Sequence[Place], kind: int) -> bytes:
    return bytes_of(PLACE, [_place(place, kind) for place in places[:MOST_PLACES]])


def _place(place: Place, kind: int) -> tuple[object, ...]:
    lies = coordinates(place.city, place.region, place.country) if place.city else None
    return (
        country_numbers().get(place.country or "", -1),
        sign_of(f"region:{place.country}/{place.region}" if place.region and place.country else None),
        sign_of(f"city:{place.city.casefold()}" if place.city else None),
        *(lies or (_UNKNOWN, _UNKNOWN)),
        zone_numbers().get(place.region or "", -1) if place.country is None else -1,
        kind,
    )


def dollars(amount: float | None, currency: str | None) -> float:
    """nan where it isn't known, which is what 0 says of pay; an amount without a currency is taken for dollars."""
    return _UNKNOWN if not amount else amount / PER_DOLLAR.get(currency or "USD", 1.0)


def amount_of(value: float | None) -> float:
    return _UNKNOWN if value is None else value


def space_of(vector: Vector | None) -> int:
    return sign_of(f"space:{vector.space}" if vector else None)
