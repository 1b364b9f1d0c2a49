"""Where a job is and where its work is done, from all that an ad says about it."""

from rematch_jobtext.location import Location
from rematch_jobtext.locations import Where, parse_location
from rematch_jobtext.place_mentions import find_place
from rematch_jobtext.title_parts import title_parts
from rematch_jobtext.workplace import Workplace


def job_place(location: str | None, title: str, text: str, remote: bool | None = None) -> Where:
    """The location field where it names a place that is known, else the title, else the text.

    The workplace: what the location field or the title says outright, then the platform's own `remote`, then the text.
    """
    field = parse_location(location or "")
    parts = title_parts(title)
    named = parse_location(parts.place_text or "")
    stated = find_place(text)
    # A larger area ("EMEA") is better than nothing, and worse than a place.
    exact = [where.locations for where in (field, named, stated) if any(place.country for place in where.locations)]
    vague = (where.locations for where in (field, named) if where.locations)
    workplace = _workplace((field.workplace, parts.workplace_hint), stated.workplace, remote)
    places = _narrowed(exact, workplace == "remote") if exact else next(vague, ())
    return Where(places, workplace)


def _narrowed(named: list[tuple[Location, ...]], is_remote: bool) -> tuple[Location, ...]:
    """The first, or what is said elsewhere if the first is a mere country and that lies in it."""
    first = named[0]
    countries = {place.country for place in first}
    if is_remote or any(place.city or place.region for place in first):
        return first
    within = (places for places in named[1:] if {place.country for place in places} <= countries)
    return next((places for places in within if any(place.city for place in places)), first)


def _workplace(said: tuple[Workplace, ...], in_text: Workplace, remote: bool | None) -> Workplace:
    clear = next((each for each in said if each != "unknown"), None)
    if clear is not None:
        return clear
    if remote:
        # Platforms tick "remote" for two days at home, too.
        return "hybrid" if in_text == "hybrid" else "remote"
    if in_text != "unknown":
        return in_text
    return "onsite" if remote is False else "unknown"
