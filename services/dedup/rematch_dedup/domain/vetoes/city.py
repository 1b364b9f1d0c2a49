from rematch_dedup.domain.portrait import Portrait, meet


def city(one: Portrait, other: Portrait) -> bool:
    """Two cities are two jobs, unless the work is done at home: then the cities are where it was advertised.
    Springfield in Illinois isn't Springfield in Missouri."""
    if one.places == other.places or _at_home(one, other):
        return False
    here = [place for place in one.places if place[1] or place[2]]
    there = [place for place in other.places if place[1] or place[2]]
    return bool(here and there) and not any(meet(mine, yours) for mine in here for yours in there)


def _at_home(one: Portrait, other: Portrait) -> bool:
    """Said by one, and not denied by the other."""
    return {one.workplace, other.workplace} in ({"remote"}, {"remote", "unknown"})
