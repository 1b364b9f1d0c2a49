from rematch_dedup.domain.likeness import same_words, special
from rematch_dedup.domain.portrait import Portrait


def title(one: Portrait, other: Portrait) -> bool:
    """Both say which of such jobs it is, and not the same: Payments and Identity, night shift and day shift."""
    mine, yours = special(one.title), special(other.title)
    return bool(mine - same_words(other.title)) and bool(yours - same_words(one.title))
