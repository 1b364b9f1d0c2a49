from rematch_dedup.domain.portrait import Portrait

# What a title without a level means, as far as it means one.
_PLAIN = frozenset({"mid", "manager", "director", "executive"})


def seniority(one: Portrait, other: Portrait) -> bool:
    """Engineer II isn't Engineer III, and a senior is neither a junior nor the one whose title says nothing."""
    if one.level is not None and other.level is not None and one.level != other.level:
        return True
    return _rank(one) != _rank(other)


def _rank(portrait: Portrait) -> str | None:
    return None if portrait.seniority in _PLAIN else portrait.seniority
