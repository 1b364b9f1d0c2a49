"""Free text about a place to city, region and country, and to where the work is done."""

from dataclasses import dataclass
from functools import lru_cache

from rematch_jobtext.areas import unmistakable
from rematch_jobtext.location import Location
from rematch_jobtext.place_tokens import segments
from rematch_jobtext.places import places
from rematch_jobtext.plain import line
from rematch_jobtext.workplace import Workplace, workplace_of

_LONGEST = 500
_MOST = 50
_A_CODE = 2
# Two letters by themselves that mean the country rather than some region of another one: "NL Remote" is no
# Newfoundland. "Remote, CA" may be either.
_COUNTRIES = "AE AT AU BE BR CH CZ DE DK ES FI FR GB GR IE IN IT JP LU NL NZ PL PT SE SG UA ZA"
_COUNTRY_FIRST = frozenset(_COUNTRIES.split())
_EITHER = frozenset({"CA"})


@dataclass(frozen=True, slots=True)
class Where:
    """The places of a job, and whether the work is done there."""

    locations: tuple[Location, ...] = ()
    workplace: Workplace = "unknown"


def parse_location(text: str) -> Where:
    """A location field: "US-VA-Richmond", "Berlin or Munich (hybrid)", "Remote, North America (US, CA)".

    A name that is known nowhere keeps its text, so that nothing which was said is lost; a field which names no place
    ("Multiple locations", "Anywhere") has none.
    """
    return _parsed(line(text, _LONGEST))


@lru_cache(maxsize=4_096)
def _parsed(text: str) -> Where:
    named, workplace = segments(text), workplace_of(text)
    if len(named) == 1 and len(named[0]) == 1 and len(named[0][0]) == _A_CODE:
        code = named[0][0]
        if workplace == "remote" and code in _EITHER:
            return Where((Location(None, None, None, code),), workplace)
        named = [[unmistakable(code) or code if code in _COUNTRY_FIRST else code]]
    return Where(tuple(places(named)[:_MOST]), workplace)
