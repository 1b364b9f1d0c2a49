"""The occupation that a title names: "Physiotherapist" and "Physical Therapist" are one position."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import permutations
from types import MappingProxyType

from rematch_jobtext.occupation_words import stem
from rematch_jobtext.plain import words_of
from rematch_jobtext.tables import table

_GENDERED = re.compile(r"(?<=\w)(?:[*:_/]-?(?:in(?:nen)?|r)|\((?:in(?:nen)?|r|e|s|se|ne|trice)\))(?!\w)", re.IGNORECASE)
# What is left of "conducteur/trice", "technicien(ne)", "enfermero/a" once the punctuation has gone.
_ENDING = re.compile(
    r"(?<=\weur) (?:se|euse|rice|trice)\b|(?<=\wien) ne\b|(?<=\wer) i?ere\b|(?<=\w[rnte]) e\b(?! commerce| mail| bike)"
    r"|(?<=\wor) a\b|(?<=\wero) a\b|(?<=\we) r\b(?! d\b)"
)
_LINKS_TEXT = """
    a an and at by for from in of on or the to with und oder fur im bei der die das mit de del des du et la le les en y
    para e da do van voor met
"""
_LINKS = frozenset(_LINKS_TEXT.split())
_ENDS_HEAD_TEXT = "of for to at in with fur bei im mit de del des du d en para van voor"
_ENDS_HEAD = frozenset(_ENDS_HEAD_TEXT.split())
_ABOVE = (
    r"manager|director|supervisor|superintendent|foreman|president|chief|principal|leiter(?:in)?|leitung|responsable"
    r"|chef d equipe|jefe|vp|avp|svp"
)
# What stands behind an occupation is the head of an English title: a "nurse recruiter" is no nurse.
_OTHER_HEAD = re.compile(
    rf"(?:(?!(?:and|or|to|for|of)\b)\w+ )?(?:{_ABOVE}|coordinator|recruiter|trainer|instructor|educator)\b"
    r"|(?:assistant|helper|aide|apprenticeship|consultant|liaison|advisor|adviser|inspector|analyst|administrator"
    r"|examiner|evaluator|representative|salesman|dispatcher|scheduler|intern|hilfe|helfer|assistenz|assessor)\b"
)
_ANOTHER_JOB = re.compile(rf"\b(?:{_ABOVE}|assistant|deputy|vice|head)(?: (?:of|to|for|the|a|our|der|de|fur))*$")


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    occupation: str
    in_head: bool


@dataclass(frozen=True, slots=True)
class _Table:
    by_key: Mapping[str, str]
    whole_titles: frozenset[str]
    near: Mapping[str, frozenset[str]]
    most_words: int


def occupation(title_core: str) -> tuple[str | None, tuple[str, ...]]:
    """The id of the occupation in the core of a title, and the words left over: ("dental-hygienist", ("family",))."""
    return _occupation(title_core)


def near(one: str, other: str) -> bool:
    """Whether ads may call one position by either of two occupations, though often they are two jobs."""
    return one == other or other in _table().near.get(one, ())


def occupation_ids() -> tuple[str, ...]:
    """Every occupation that there is, in one order."""
    return tuple(row[0] for row in occupation_groups())


def occupation_name(one: str) -> str:
    """What most call it: the first of its names."""
    return _names()[one]


def near_ids(one: str) -> frozenset[str]:
    """All that are near to an occupation, itself apart."""
    return _table().near.get(one, frozenset())


def occupation_groups() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Every line of occupations.tsv: id, names (= before one that must be the whole title), ids of near ones."""
    for row in table("occupations.tsv"):
        yield row[0], tuple(row[1].split(";")), tuple(row[2].split()) if len(row) > 2 else ()


def name_key(name: str) -> str:
    """What all spellings of a name have in common: stems without the spaces, so "help desk" is "helpdesk"."""
    return "".join(stem(word) for word in words_of(name))


@lru_cache(maxsize=4_096)
def _occupation(title_core: str) -> tuple[str | None, tuple[str, ...]]:
    words = _words(title_core)
    matches = list(_matches(words))
    found = [match for match in matches if not _names_another_job(words, match, matches)]
    if not found:
        return None, _without_links(words)
    best = max(found, key=lambda match: (match.in_head, match.end - match.start, match.end))
    same = [range(match.start, match.end) for match in matches if match.occupation == best.occupation]
    rest = tuple(word for at, word in enumerate(words) if not any(at in each for each in same))
    return best.occupation, _without_links(rest)


def _words(title_core: str) -> tuple[str, ...]:
    """The words of a title; "Kaufmann/Kauffrau" is one of them."""
    words = _ENDING.sub("", " ".join(words_of(_GENDERED.sub("", title_core)))).split()
    return tuple(word for at, word in enumerate(words) if not at or len(word) < 3 or stem(word) != stem(words[at - 1]))


def _matches(words: tuple[str, ...]) -> Iterator[_Match]:
    """Every name in the title that isn't a part of a longer one."""
    stems = [stem(word) for word in words]
    head = next((at for at, word in enumerate(words) if at and word in _ENDS_HEAD), len(words))
    known = _table()
    reached = 0
    for start in range(len(words)):
        for end in range(min(len(words), start + known.most_words), max(start, reached), -1):
            key = "".join(stems[start:end])
            named = known.by_key.get(key)
            if named is not None and (key not in known.whole_titles or end - start == len(words)):
                reached = end
                yield _Match(start, end, named, start < head)
                break


def _names_another_job(words: tuple[str, ...], match: _Match, matches: list[_Match]) -> bool:
    """Whether the words around a name make another job of it: "assistant to the account executive"."""
    if any(other.start == match.end and other.occupation == match.occupation for other in matches):
        return False
    if _OTHER_HEAD.match(" ".join(words[match.end : match.end + 2])):
        return True
    led = any(other.end == match.start for other in matches)
    return not led and _ANOTHER_JOB.search(" ".join(words[: match.start])) is not None


def _without_links(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _LINKS)


@cache
def _table() -> _Table:
    by_key: dict[str, str] = {}
    others: dict[str, set[str]] = defaultdict(set)
    whole_titles: set[str] = set()
    most_words = 0
    for occupation_id, names, near_ids in occupation_groups():
        by_key.update((name_key(name), occupation_id) for name in names)
        whole_titles.update(name_key(name) for name in names if name.startswith("="))
        most_words = max(most_words, *(len(name.split()) for name in names))
        for other in near_ids:
            others[occupation_id].add(other)
            others[other].add(occupation_id)
    near_ids_of = {each: frozenset(ids) for each, ids in others.items()}
    return _Table(by_key, frozenset(whole_titles), near_ids_of, most_words)


@cache
def _names() -> Mapping[str, str]:
    return MappingProxyType({one: names[0].removeprefix("=") for one, names, _ in occupation_groups()})


@cache
def kin() -> Mapping[tuple[str, str], float]:
    """Of two occupations that are not near: how much of one the other is worth to an employer, the same both ways."""
    found: dict[tuple[str, str], float] = {}
    for weight, ids in table("occupations_kin.tsv"):
        for one, other in permutations(ids.split(), 2):
            found[one, other] = max(found.get((one, other), 0.0), float(weight))
    return MappingProxyType(found)
