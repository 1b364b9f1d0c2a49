"""Whether a place lies in a larger one, or is it."""

from rematch_jobtext import zone_countries
from rematch_match.domain.asks import Place


def lies_in(place: Place, area: Place) -> bool:
    if area.country is None:
        zone = zone_countries(area.region or "")
        return place.country in zone if zone else place == area
    if place.country != area.country:
        return False
    if area.city is not None:
        return place.city == area.city and area.region in (None, place.region)
    return area.region in (None, place.region)
