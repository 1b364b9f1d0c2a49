"""Misspelt names of skills: "Kuberntes", "Postgress", "javscript"."""

from functools import cache, lru_cache
from importlib import resources

from rapidfuzz import fuzz, process

from rematch_jobtext.skills_table import Alias, skill_table

_SIMILAR = 85
_SHORTEST = 5
_SHORTEST_ORDINARY = 9  # names that are words of the language (welding) are misread more easily than made-up ones
_OFF_BY = 3
_REMEMBERED = 1 << 15
# Slips in the common words of longer names ("project managment"), which no likeness to a single name would find.
_COMMON = {
    **dict.fromkeys(("managment", "mangement", "manegement", "managament", "mangment"), "management"),
    **dict.fromkeys(("maintenence", "maintainance", "maintainence", "maintence", "maintanance"), "maintenance"),
    **dict.fromkeys(("developement", "devlopment", "developmnt", "develpment"), "development"),
    **dict.fromkeys(("liscense", "lisence", "lisense", "liscence", "licsense"), "license"),
    **dict.fromkeys(("enginering", "engeneering", "enginnering", "engineeering"), "engineering"),
    **dict.fromkeys(("certifcation", "certificaton", "certificatoin", "cerfitication"), "certification"),
    **dict.fromkeys(("analisys", "anaylsis", "analyis", "analysys"), "analysis"),
    **dict.fromkeys(("operater", "opperator"), "operator"),
    **dict.fromkeys(("adminstration", "administation", "adminstrator"), "administration"),
    **dict.fromkeys(("microsft", "mircosoft", "micorsoft", "microsof"), "microsoft"),
    **dict.fromkeys(("recieving", "receving"), "receiving"),
    **dict.fromkeys(("inteligence", "intellegence"), "intelligence"),
    **dict.fromkeys(("machinary", "machinerey"), "machinery"),
    **dict.fromkeys(("lerning", "learing", "leanring"), "learning"),
    "programing": "programming", "enviroment": "environment", "finacial": "financial", "assisstant": "assistant",
    "machin": "machine", "sevice": "service", "custumer": "customer", "securty": "security", "netwrok": "network",
}  # fmt: skip


@lru_cache(_REMEMBERED)
def corrected(token: str) -> str | None:
    """The word of an alias that a lower-cased token misspells.

    None where two skills are within reach, and where the token is a word of the table or an ordinary one. The first
    letter has to be right: people seldom miss it, and it keeps the search short.
    """
    if token in _COMMON:
        return _COMMON[token]
    if len(token) < _SHORTEST or not token.isalpha() or token in skill_table().words or token in _ordinary():
        return None
    near = [
        (str(word), score)
        for length in range(max(_SHORTEST, len(token) - _OFF_BY), len(token) + _OFF_BY + 1)
        for word, score, _ in process.extract(
            token, _words().get((token[0], length), ()), scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=None
        )
    ]
    if len({_owner(word) for word, _ in near}) != 1:
        return None
    return max(near, key=lambda word: word[1])[0]


def _owner(word: str) -> str:
    return skill_table().in_text[word,][0].skill


@cache
def _words() -> dict[tuple[str, int], tuple[str, ...]]:
    """The words that can be meant, by first letter and length."""
    grouped: dict[tuple[str, int], list[str]] = {}
    for tokens, aliases in sorted(skill_table().in_text.items()):
        if len(tokens) == 1 and _can_be_meant(aliases[0]):
            grouped.setdefault((tokens[0][0], len(tokens[0])), []).append(tokens[0])
    return {key: tuple(words) for key, words in grouped.items()}


def _can_be_meant(alias: Alias) -> bool:
    made_up = skill_table().skills[alias.skill].kind in ("tool", "language")
    word = alias.tokens[0]
    return alias.written is None and word.isalpha() and len(word) >= (_SHORTEST if made_up else _SHORTEST_ORDINARY)


@cache
def _ordinary() -> frozenset[str]:
    """Words of the language that look like misspelt skills ("teaches", "panda")."""
    lines = (resources.files(__package__) / "skills_ordinary.tsv").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
