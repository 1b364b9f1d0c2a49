"""The names of a location field to the places that they mean together."""

import re

from rematch_jobtext.areas import ZONES, Area, areas, counties, region_of
from rematch_jobtext.gazetteer import City, gazetteer
from rematch_jobtext.location import Location, without_wider
from rematch_jobtext.place_draft import VILLAGE_BELOW, PlaceDraft, narrowest
from rematch_jobtext.plain import folded

# A name of a region and of a city: the city is meant when it lies in that region (Berlin), and in these.
_CITY_FIRST = frozenset(
    {
        "washington", "new york", "valencia", "greater london", "greater manchester", "county dublin", "co dublin",
        "la", "sf", "dc", "kl",
    }
)  # fmt: skip
# Cities that are a region of their own: what else lies in it is a district.
_CITY_REGIONS = frozenset({("DE", "Berlin"), ("DE", "Hamburg"), ("AT", "Vienna")})
_CITY_STATES = frozenset({"SG", "LU", "HK", "MC", "MO", "GI", "VA"})
_CODED = frozenset({"US", "CA", "AU"})
# These are one city.
_CITY_OF = {"SG": "Singapore", "HK": "Hong Kong", "MC": "Monaco", "GI": "Gibraltar", "MO": "Macao"}
_TOWN_BELOW = 50_000
_MUCH_LARGER = 10
_DISTRICTS_HYPHENED = frozenset({"DE", "AT", "CH"})
_DISTRICT_AT_MOST = 100_000
# Paris 11 Popincourt, Lyon 03: parts of a city with an entry of their own.
_NUMBERED = re.compile(r"^(\D{3,}) \d\d?\b")


def places(segments: list[list[str]]) -> list[Location]:
    """Every place that the segments name, each once; a larger area only where nothing within it is named."""
    made = [place for names in segments for place in _grouped(names)]
    if any(place.city is None and place.areas and place.areas[0][0].region for place in made):
        made = [_among_regions(place) for place in made]
    context = [meanings for place in made for meanings in place.areas]
    found = [_resolved(place, context) for place in made]
    return list({(each.city, each.region, each.country or each.text): each for each in without_wider(found)}.values())


def _among_regions(place: PlaceDraft) -> PlaceDraft:
    """ "California, Oregon or Washington": not the capital."""
    meanings = areas(place.city) if place.city and not place.areas else ()
    return PlaceDraft(areas=[meanings], names=place.names) if meanings else place


def _grouped(names: list[str]) -> list[PlaceDraft]:
    done: list[PlaceDraft] = []
    place = PlaceDraft()
    in_zone = any(ZONES.get(folded(name)) == "North America" for name in names)
    for name, following in zip(names, [*names[1:], ""], strict=True):
        meanings = areas(name)
        if in_zone and len(name) == 2:
            meanings = tuple(area for area in meanings if area.region is None)
        if not _taken(place, name, meanings) and not _is_unknown_region(place, name, meanings, following):
            done.append(place)
            place = _begun(name, meanings)
        place.names.append(name)
    return _without_districts([each for each in [*done, place] if each.names])


def _taken(place: PlaceDraft, name: str, meanings: tuple[Area, ...]) -> bool:
    """Whether the name says more about the place in the making; if not, it begins another."""
    if place.zone is not None or folded(name) in ZONES:
        return False
    known = gazetteer().cities(name)
    told = meanings or _as_county(place, name, known)
    if place.city is not None and told and (place.fits(told) or _is_village(place, name, told)):
        if not place.fits(told):
            place.known = []  # a village of that state, named like a town elsewhere
        place.areas.append(told)
        return True
    if place.city is None and place.areas:
        return _completed(place, name, known, meanings)
    if place.city is not None and not place.known and not place.areas and known and not meanings:
        place.city, place.known = name, known  # what came before it was a district
        return True
    return False


def _is_village(place: PlaceDraft, name: str, meanings: tuple[Area, ...]) -> bool:
    if place.areas or len(name) == 2:
        return not place.areas
    return place.known[0].people < VILLAGE_BELOW and all(a.region and a.country in _CODED for a in meanings)


def _as_county(place: PlaceDraft, name: str, known: list[City]) -> tuple[Area, ...]:
    """ "Killarney, Kerry", "Norwich, Norfolk", but not "Richmond, Norfolk"."""
    meanings = counties(name) if place.known else ()
    agrees = not known or any(area.holds(city) for area in meanings for city in place.known[:1])
    is_city = any(area.holds(city) and city.people >= _TOWN_BELOW for area in meanings for city in known)
    return meanings if meanings and agrees and not is_city and place.fits(meanings) else ()


def _is_unknown_region(place: PlaceDraft, name: str, meanings: tuple[Area, ...], following: str) -> bool:
    """ "Brno, South Moravia, Czech Republic" and "Porto, Porto, Portugal": between a city and what holds it."""
    if not place.known or place.zone is not None or meanings or not following:
        return False
    if folded(name) != folded(place.city or "") and gazetteer().knows(name):
        return False
    holding = areas(following)
    return bool(holding) and place.fits(holding)


def _completed(place: PlaceDraft, name: str, known: list[City], meanings: tuple[Area, ...]) -> bool:
    """The areas came first: "US, WA, Seattle"."""
    if len(place.names) == 1 and _reread_as_city(place, name, meanings):
        return True
    fitting = [c for c in known if all(any(a.holds(c) for a in listed) for listed in place.areas)]
    rather_city = fitting and _is_rather_city(name, fitting, meanings)
    if meanings and place.fits(meanings) and not rather_city:
        place.areas.append(meanings)
        return True
    if fitting or (not known and not meanings):
        place.city, place.known = name, fitting
        return True
    return False


def _reread_as_city(place: PlaceDraft, name: str, meanings: tuple[Area, ...]) -> bool:
    """ "Victoria, BC", "Ontario, CA", "Cuba, MO": the first name was no area after all, but a town."""
    regions = tuple(area for area in meanings if area.region and area.country in _CODED)
    known = [c for c in gazetteer().cities(place.names[0]) if any(a.holds(c) for a in regions)]
    unknown_town = bool(regions) and len(name) == 2 and not place.fits(meanings)
    if known or unknown_town:
        place.city, place.known, place.areas = place.names[0], known, [regions]
    return bool(known) or unknown_town


def _begun(name: str, meanings: tuple[Area, ...]) -> PlaceDraft:
    zone = ZONES.get(folded(name))
    if zone is not None:
        return PlaceDraft(zone=zone)
    known = gazetteer().cities(name)
    if meanings and not _is_rather_city(name, known, meanings):
        return PlaceDraft(areas=[meanings])
    return PlaceDraft(city=name, known=known)


def _is_rather_city(name: str, known: list[City], meanings: tuple[Area, ...]) -> bool:
    if not known:
        return False
    if folded(name) in _CITY_FIRST:
        return True
    return any(a.country in _CITY_STATES or (a.admin and a.holds(c)) for c in known[:1] for a in meanings)


def _without_districts(made: list[PlaceDraft]) -> list[PlaceDraft]:
    """A small town named right before a city of ten times its size is that city's district."""
    if len(made) != 2 or not all(place.known and place.city for place in made):
        return made
    small, large = made[0].candidates(), made[1].candidates()
    if not small or not large or made[0].areas:
        return made
    is_small = small[0].people <= min(_DISTRICT_AT_MOST, large[0].people // _MUCH_LARGER)
    elsewhere = small[0].country == large[0].country and small[0].admin != large[0].admin
    return made[1:] if is_small and not elsewhere else made


def _whole_city(city: City) -> City:
    """Stuttgart of Stuttgart-Feuerbach, Paris of Paris 11, where the district has an entry of its own."""
    numbered = _NUMBERED.match(city.name)
    if numbered is not None:
        return next((c for c in gazetteer().cities(numbered[1]) if c.country == city.country), city)
    head = city.name.replace("-", " ").split(" ")[0]
    whole = gazetteer().cities(head) if city.country in _DISTRICTS_HYPHENED and head != city.name else []
    of_it = (c for c in whole if (c.country, c.admin) == (city.country, city.admin))
    return next((c for c in of_it if c.people >= _MUCH_LARGER * city.people), city)


def _resolved(place: PlaceDraft, context: list[tuple[Area, ...]]) -> Location:
    text = ", ".join(place.names)
    if place.zone is not None:
        return Location(None, place.zone, None, text)
    candidates = place.candidates()
    if not place.areas:
        # "Richmond or Norfolk, VA": the region said once is meant for both.
        candidates = [c for c in candidates if any(a.holds(c) for listed in context for a in listed)] or candidates
    if candidates:
        best = _whole_city(candidates[0])
        region = region_of(best)
        city = region if (best.country, region) in _CITY_REGIONS else best.name
        return Location(city, region, best.country, text)
    area = narrowest(place.areas)
    if area is None:
        return Location(None, None, None, text)
    city = _CITY_OF.get(area.country) or (area.region if area.country in _CITY_STATES else place.city)
    return Location(city, area.region if area.admin else None, area.country, text)
