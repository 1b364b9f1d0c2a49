"""Which language is spoken where: nobody lists the one of the place that they live in."""

from collections.abc import Iterable

from rematch_jobtext import words_of

_SPOKEN = {
    "english-language": "US GB IE AU NZ CA IN SG ZA NG KE GH PH MT",
    "german-language": "DE AT CH LI",
    "french-language": "FR BE CH LU MC SN CI",
    "spanish-language": "ES MX AR CO CL PE UY EC VE CR GT PA DO",
    "italian-language": "IT",
    "dutch-language": "NL BE",
    "portuguese-language": "PT BR",
    "polish-language": "PL",
    "swedish-language": "SE",
    "danish-language": "DK",
    "norwegian-language": "NO",
    "czech-language": "CZ",
    "japanese-language": "JP",
    "arabic-language": "AE SA EG QA JO MA",
}


def spoken_in(countries: Iterable[str]) -> frozenset[str]:
    lived_in = set(countries)
    return frozenset(tongue for tongue, spoken in _SPOKEN.items() if lived_in & set(spoken.split()))


_WRITTEN = {
    "english-language": frozenset(["the", "and", "with", "for", "years", "of"]),
    "german-language": frozenset(["und", "der", "die", "mit", "als", "seit", "jahre"]),
    "french-language": frozenset(["et", "les", "des", "avec", "dans", "depuis", "ans"]),
    "dutch-language": frozenset(["het", "een", "voor", "met", "zijn", "van", "jaar", "niet"]),
    "spanish-language": frozenset(["y", "los", "las", "con", "desde", "para", "anos"]),
}
_ENOUGH = 4


def written_in(text: str) -> frozenset[str]:
    """The language that somebody describes themselves in."""
    words = words_of(text)
    return frozenset(tongue for tongue, small in _WRITTEN.items() if sum(word in small for word in words) >= _ENOUGH)
