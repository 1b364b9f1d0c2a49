from rematch_dedup.domain.portrait import Portrait


def employment(one: Portrait, other: Portrait) -> bool:
    """A full-time job and an internship, a contract or a part-time job are different offers."""
    return one.employment is not None and other.employment is not None and one.employment != other.employment
