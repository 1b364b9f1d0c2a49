"""What a company says in every ad says nothing about one of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from rematch_dedup.domain.likeness import same_words
from rematch_dedup.domain.types import Ad
from rematch_dedup.domain.wording import wording

_LEAST_TITLES = 2


def boilerplate(
    sentences: Collection[str], ads: Iterable[Ad], between: frozenset[UUID] = frozenset()
) -> frozenset[str]:
    """Those of the sentences that stand in ads for different jobs, the openings in question left out: one job
    advertised in twenty cities is no reason to take its text for the company's."""
    titles: dict[str, set[frozenset[str]]] = defaultdict(set)
    doubtful = set(sentences)
    for ad in ads:
        if ad.job_id in between:
            continue
        text = wording(ad.facts.fields["description"])
        # Only where all its words stand in a row the text need be taken apart.
        for sentence in [sentence for sentence in doubtful if f" {sentence} " in text.flat]:
            if sentence in text.sentences:
                titles[sentence].add(same_words(ad.facts.portrait.title))
                if len(titles[sentence]) >= _LEAST_TITLES:
                    doubtful.remove(sentence)
    return frozenset(sentences) - doubtful
