"""Whether an opening is for a job that a tenant names."""

from functools import lru_cache

from rematch_jobtext import near, stem, words_of
from rematch_match.domain.asks import Asks, WishedTitle


def is_for(asks: Asks, title: WishedTitle, closely: bool) -> bool:
    """All words of the name stand in the title, or it is the same occupation; one that is near it if not `closely`."""
    if _stems(title.core) <= _stems(asks.title_core or asks.title):
        return title.seniority in (None, asks.seniority)
    if not title.occupation or not asks.occupation:
        return False
    alike = title.occupation == asks.occupation if closely else near(title.occupation, asks.occupation)
    return alike and title.seniority in (None, asks.seniority)


# A tenant's few titles and an opening's one meet again and again.
@lru_cache(maxsize=4_096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words_of(text))
