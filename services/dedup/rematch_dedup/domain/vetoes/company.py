from functools import lru_cache

from rematch_dedup.domain.portrait import Portrait

# A firm's name is written with these and without them.
_WIDER_TEXT = """
    group holding holdings international global worldwide gruppe groupe grupo usa us uk deutschland germany france
    europe india canada australia osterreich austria schweiz switzerland
"""
_WIDER = frozenset(_WIDER_TEXT.split())
# Words of what a firm is, as they are shortened and as a neighbouring language has them.
_IN_FULL = {
    "assoc": "associates",
    "bros": "brothers",
    "cntr": "center",
    "centre": "center",
    "ctr": "center",
    "dept": "department",
    "hosp": "hospital",
    "hoteis": "hotel",
    "hoteles": "hotel",
    "intl": "international",
    "med": "medical",
    "mfg": "manufacturing",
    "mgmt": "management",
    "natl": "national",
    "svcs": "service",
    "tech": "technology",
    "technologies": "technology",
    "univ": "university",
    "versicherungen": "versicherung",
    "versicherungs": "versicherung",
    "vet": "veterinary",
}
# They stand before a name and are left out by whoever knows the firm: what they go with is the name.
_KIND_TEXT = """
    autohaus backerei bureau cabinet cafe centre city clinica clinique ecole escuela fondation fundacion gasthaus grupo
    groupe hospital hotel instituto jeux klinik klinikum kita maison pflegeheim pflegehaus praxis residence restaurant
    seniorenheim stiftung stichting universitat university
"""
_KIND = frozenset(_KIND_TEXT.split())
_TELLING = 5
"""Letters of a word that two firms hardly share by chance."""


def company(one: Portrait, other: Portrait) -> bool:
    """Two employers are two openings. An agency speaks for an employer that it may not name."""
    if one.company == other.company or not one.company or not other.company or kin(one.company, other.company):
        return False
    return not (one.agency or other.agency)


def one_firm(one: str, other: str) -> bool:
    """ "savamont" and "savamont group"."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return longer[: len(shorter)] == shorter and _WIDER.issuperset(longer[len(shorter) :])


@lru_cache(maxsize=4_096)
def kin(one: str, other: str) -> bool:
    """Names that may be one firm's: "copper kettle" and "copper kettle coffee", "rim cu" and "rim credit union",
    "vale regional med ctr" and "vale medical center"."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    if longer[: len(shorter)] == shorter:
        return True
    *stem, last = shorter
    rest = longer[len(stem) :]
    if stem and longer[: len(stem)] == stem and len(rest) > 1 and last == "".join(word[0] for word in rest):
        return True
    mine, yours = sorted((_in_full(shorter), _in_full(longer)), key=len)
    return mine <= yours and any(len(word) >= _TELLING and word not in _KIND | _WIDER for word in mine)


def stem(company: str) -> str:
    """The word that a firm's names have in common: the first that doesn't say what kind of firm it is."""
    words = company.split()
    return next((word for word in words if word not in _KIND), words[0])


def _in_full(words: list[str]) -> frozenset[str]:
    return frozenset(_IN_FULL.get(word) or _IN_FULL.get(_singular(word)) or _singular(word) for word in words)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
