"""Countries and larger areas as numbers, and which holds which."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from rematch_jobtext import zone_countries, zone_names

KM_A_DEGREE = 111.2


@cache
def zone_numbers() -> dict[str, int]:
    return {name: number for number, name in enumerate(zone_names())}


@cache
def country_numbers() -> dict[str, int]:
    return {code: number for number, code in enumerate(sorted(zone_countries("Worldwide")))}


@cache
def in_zone() -> NDArray[np.bool_]:
    """Row: country; column: zone. The last ones, which -1 reaches, are false throughout."""
    countries, zones = country_numbers(), zone_numbers()
    within = np.zeros((len(countries) + 1, len(zones) + 1), dtype=np.bool_)
    for zone, column in zones.items():
        for country in zone_countries(zone):
            within[countries.get(country, -1), column] = country in countries
    within[-1] = False
    return within


def kilometres(
    lat: NDArray[np.float32], lon: NDArray[np.float32], other_lat: NDArray[np.float32], other_lon: NDArray[np.float32]
) -> NDArray[np.float32]:
    """As the crow flies, near enough where it matters: within a few hundred kilometres."""
    middle = np.radians((lat + other_lat) / 2)
    east = np.abs(lon - other_lon)
    east = np.minimum(east, 360 - east) * np.cos(middle)
    found: NDArray[np.float32] = np.float32(KM_A_DEGREE) * np.hypot(lat - other_lat, east)
    return found
