"""What a company says in every ad says nothing about one of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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
    # The longest words first: they are the rarest.
    doubtful = {sentence: sorted(sentence.split(), key=len, reverse=True) for sentence in sentences}
    for ad in ads:
        if ad.job_id in between:
            continue
        for sentence in _standing(doubtful, ad.facts.fields["description"]):
            titles[sentence].add(same_words(ad.facts.portrait.title))
            if len(titles[sentence]) >= _LEAST_TITLES:
                del doubtful[sentence]
    return frozenset(sentences) - doubtful.keys()


def _standing(sentences: Mapping[str, Sequence[str]], text: str) -> list[str]:
    """Those that stand in the text, which is taken apart only where all words of one do, and then in a row."""
    candidates = _worded(sentences, text.casefold()) if text.isascii() else list(sentences)
    if not candidates:
        return []
    taken = wording(text)
    in_a_row = [sentence for sentence in candidates if f" {sentence} " in taken.flat]
    return [sentence for sentence in in_a_row if sentence in taken.sentences]


def _worded(sentences: Mapping[str, Sequence[str]], low: str) -> list[str]:
    return [
        sentence
        for sentence, (rarest, *others) in sentences.items()
        if rarest in low and all(map(low.__contains__, others))
    ]
