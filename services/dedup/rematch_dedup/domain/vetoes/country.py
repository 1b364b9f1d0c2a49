from rematch_dedup.domain.portrait import Portrait


def country(one: Portrait, other: Portrait) -> bool:
    """The same text in another country is another job, at home or not: another contract, law and pay."""
    if one.places == other.places:
        return False
    return bool(one.countries and other.countries) and one.countries.isdisjoint(other.countries)
