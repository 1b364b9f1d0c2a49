"""Which countries lie in the larger areas that ads name."""

from functools import cache

from rematch_jobtext.areas import continents

_MIDDLE_EAST = "AE BH IL IQ IR JO KW LB OM PS QA SA SY TR YE EG"
_NORDICS = "DK FI IS NO SE"
_LISTED = {
    "Middle East": _MIDDLE_EAST,
    "DACH": "AT CH DE LI",
    "Nordics": _NORDICS,
    "Benelux": "BE LU NL",
    "CEE": "AL BA BG CZ EE HR HU LT LV ME MK MD PL RO RS SI SK UA XK",
    "Iberia": "ES PT AD",
    "Baltics": "EE LT LV",
    "North America": "CA US MX",
}
_CONTINENTS = {
    "Europe": ("EU",),
    "EMEA": ("EU", "AF"),
    "Latin America": ("SA",),
    "Americas": ("NA", "SA"),
    "APAC": ("AS", "OC"),
    "Africa": ("AF",),
}
_AND = {"EMEA": _MIDDLE_EAST, "Latin America": "MX GT HN SV NI CR PA CU DO PR", "Europe": "CY"}


@cache
def zone_countries(zone: str) -> frozenset[str]:
    """The countries of "Europe", "DACH", "Worldwide" ...; none for what is no such area."""
    known = continents()
    if zone == "Worldwide":
        return frozenset(known)
    on = _CONTINENTS.get(zone, ())
    listed = f"{_LISTED.get(zone, '')} {_AND.get(zone, '')}".split()
    return frozenset(listed) | {country for country, continent in known.items() if continent in on}


def zone_names() -> tuple[str, ...]:
    return ("Worldwide", *sorted({*_LISTED, *_CONTINENTS}))
