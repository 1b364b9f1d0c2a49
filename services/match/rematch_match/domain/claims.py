"""What somebody says of themselves, read: skills, languages, what they lack, and the countries that they speak of."""

from rematch_common.contracts import Candidate
from rematch_jobtext import canonical_skill, find_skills, slug
from rematch_match.domain.credentials import by_law, lacking
from rematch_match.domain.languages import spoken_tongues
from rematch_match.domain.titles import places_named
from rematch_match.domain.tongues import spoken_in, written_in

_EURO = ("DE", "FR", "IE", "NL", "ES", "IT", "AT", "BE", "PT", "FI")
_PAID_IN = {
    "USD": ("US",),
    "GBP": ("GB",),
    "EUR": _EURO,
    "INR": ("IN",),
    "CAD": ("CA",),
    "AUD": ("AU",),
    "NZD": ("NZ",),
    "CHF": ("CH",),
    "AED": ("AE",),
    "SGD": ("SG",),
    "PLN": ("PL",),
    "ZAR": ("ZA",),
    "SEK": ("SE",),
    "NOK": ("NO",),
    "DKK": ("DK",),
}


def skills_of(candidate: Candidate) -> frozenset[str]:
    """What is listed, and what the words about the person name; not the licences that they lack."""
    listed = {canonical_skill(skill.name) or by_law(slug(skill.name)) for skill in candidate.skills}
    text = words_about(candidate)
    told = {found.id for found in find_skills(text)}
    return frozenset((listed | told | _tongues(candidate)[0]) - lacked_by(candidate) - {""})


def _tongues(candidate: Candidate) -> tuple[frozenset[str], frozenset[str]]:
    at_home = spoken_in(_home_countries(candidate)) | written_in(words_about(candidate))
    return spoken_tongues(all_words(candidate), at_home)


def _home_countries(candidate: Candidate) -> list[str]:
    home = places_named([candidate.location] if candidate.location else [], countries_of(candidate))
    return [place.country for place in home if place.country]


def lacked_by(candidate: Candidate) -> frozenset[str]:
    """Told in words, or in the very list of skills: "CPA candidate", "SC (lapsed)"."""
    spoken, ill = _tongues(candidate)
    return (lacking(all_words(candidate)) | ill) - spoken


def all_words(candidate: Candidate) -> str:
    return "\n".join((words_about(candidate), *(skill.name for skill in candidate.skills)))


def words_about(candidate: Candidate) -> str:
    return "\n".join(filter(None, (candidate.headline, *candidate.titles, candidate.summary)))


def countries_of(candidate: Candidate) -> tuple[str, ...]:
    """Where the money that they wish for is paid out, and the countries of the places that are told in full."""
    told = [candidate.location or "", *candidate.preferred_locations]
    named = [place.country for place in places_named(text for text in told if "," in text) if place.country]
    return tuple(dict.fromkeys((*named, *_PAID_IN.get(candidate.salary_currency or "", ()))))
