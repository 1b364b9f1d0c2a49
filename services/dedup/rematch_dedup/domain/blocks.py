"""Where to look for ads that could be of the same opening: numbers of which such ads share at least one."""

import hashlib
import struct
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from rensa import RMinHash

from rematch_dedup.domain.facts import Facts
from rematch_dedup.domain.portrait import Portrait
from rematch_dedup.domain.vetoes.company import stem
from rematch_dedup.domain.wording import wording
from rematch_jobtext.occupations import occupation

T = TypeVar("T")
_BANDS, _ROWS = 12, 3
_SEED = 20_260_101
LEAST_SHINGLES = 12


@dataclass(frozen=True, slots=True)
class Blocks:
    """Not the same for both: whoever can't be of one opening whatever their texts needn't find each other."""

    filed: tuple[int, ...]
    """Where an ad is to be found."""
    searched: tuple[int, ...]
    """Where to look for ads like it."""
    bands: tuple[int, ...]
    """Where to look, too: two of these in common are no chance any more, as one may be."""

    @property
    def any(self) -> frozenset[int]:
        return frozenset((*self.filed, *self.searched, *self.bands))

    def shared(self, filed: Callable[[int], Iterable[T]]) -> dict[T, int]:
        """What is found, and how often."""
        found, by_chance = _counted(self.searched, filed), _counted(self.bands, filed)
        for ad, times in by_chance.items():
            if times > 1 or ad in found:
                found[ad] = found.get(ad, 0) + times
        return found


def blocks_of(facts: Facts) -> Blocks:
    """The same text; the same company with the same title or town; the same occupation or pay in the same place where
    an agency may speak for the company; whatever the company, bands of the text's MinHash."""
    portrait = facts.portrait
    title = " ".join(sorted(portrait.title))
    named, rest = occupation(" ".join(portrait.title))
    job = named or " ".join(sorted(rest))
    places = "|".join(sorted(f"{country}/{city}" for country, _, city in portrait.cities))
    same = [text_block(facts.text_hash), _key("title", portrait.company, title)]
    pairs = [_in_company(portrait), _in_place(portrait, "job and place", job, places)]
    if portrait.pay and places:
        pairs.append(_in_place(portrait, "pay and place", repr(portrait.pay), places))
    bands = _bands(wording(facts.fields["description"]).shingles())
    if bands:
        # Where one text is advertised in hundreds of cities, the whole signature finds the one in this city.
        same.append(_hashed(b"".join(bands) + places.encode()))
    everyone, agencies = (tuple(_hashed(kind + band) for band in bands) for kind in (b"", b"agency"))
    by_agency = portrait.agency or not portrait.company
    filed = [*same, *(block for found, _ in pairs for block in found), *everyone, *(agencies if by_agency else ())]
    searched = [*same, *(block for _, asked in pairs for block in asked), *(everyone if by_agency else agencies)]
    return Blocks(*(tuple(dict.fromkeys(blocks)) for blocks in (filed, searched, () if by_agency else everyone)))


def _in_company(portrait: Portrait) -> tuple[list[int], list[int]]:
    """Ads of two towns meet where the work of one is done at home, or where one names no town."""
    company = portrait.company
    towns = [_key("company in", company, str(town)) for town in sorted({str(place[2]) for place in portrait.cities})]
    anywhere = _key("company anywhere", company)
    if portrait.workplace == "remote" or not towns or any(place[2] is None for place in portrait.places):
        return [company_block(company), *towns, anywhere], [company_block(company)]
    return [company_block(company), *towns], [*towns, anywhere]


def _in_place(portrait: Portrait, kind: str, what: str, places: str) -> tuple[list[int], list[int]]:
    """Ads of two companies meet where one is an agency's, or where the names may be one firm's."""
    everyone, agencies = _key(kind, what, places), _key(kind, "agency", what, places)
    if portrait.agency or not portrait.company:
        return [everyone, agencies], [everyone]
    kin = _key(kind, "kin", stem(portrait.company), what, places)
    return [everyone, kin], [agencies, kin]


def _counted(blocks: Iterable[int], filed: Callable[[int], Iterable[T]]) -> dict[T, int]:
    """Small: a Counter takes longer to make than to fill."""
    found: dict[T, int] = {}
    for block in blocks:
        for ad in filed(block):
            found[ad] = found.get(ad, 0) + 1
    return found


def text_block(text_hash: str) -> int:
    return _key("text", text_hash)


def company_block(company: str) -> int:
    return _key("company", company)


def _bands(shingles: Collection[str]) -> list[bytes]:
    if len(shingles) < LEAST_SHINGLES:
        return []
    signature = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    signature.update(list(shingles))
    digest = iter(signature.digest())
    return [struct.pack(f">B{_ROWS}I", number, *islice(digest, _ROWS)) for number in range(_BANDS)]


def _key(kind: str, *parts: str) -> int:
    return _hashed("\x1f".join((kind, *parts)).encode())


def _hashed(data: bytes) -> int:
    """As PostgreSQL's bigint."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)
