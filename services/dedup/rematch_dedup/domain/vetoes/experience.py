from rematch_dedup.domain.portrait import Portrait


def experience(one: Portrait, other: Portrait) -> bool:
    """Another number of years is another level, whatever the title says. Half a year is how one rounds."""
    here, there = one.years[0], other.years[0]
    return here is not None and there is not None and abs(here - there) > 0.5
