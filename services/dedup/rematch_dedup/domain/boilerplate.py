"""What a company says in every ad says nothing about one of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from rematch_dedup.domain.likeness import same_words
from rematch_dedup.domain.types import Ad
from rematch_dedup.domain.wording import wording

_LEAST_TITLES = 2
_INVISIBLE = (*range(9), *range(14, 32), 127)
_BARE = {code: " " for code in range(128) if not chr(code).isalnum()} | dict.fromkeys(_INVISIBLE)


def boilerplate(
    sentences: Collection[str], ads: Iterable[Ad], between: frozenset[UUID] = frozenset()
) -> frozenset[str]:
    """Those of the sentences that stand in ads for different jobs, the openings in question left out: one job
    advertised in twenty cities is no reason to take its text for the company's."""
    titles: dict[str, set[frozenset[str]]] = defaultdict(set)
    doubtful = {sentence: _bare(sentence) for sentence in sentences}
    for ad in ads:
        if ad.job_id in between:
            continue
        for sentence in _standing(doubtful, ad.facts.fields["description"]):
            titles[sentence].add(same_words(ad.facts.portrait.title))
            if len(titles[sentence]) >= _LEAST_TITLES:
                del doubtful[sentence]
    return frozenset(sentences) - doubtful.keys()


def _standing(sentences: Mapping[str, str], text: str) -> list[str]:
    """Those that stand in the text, which is taken apart only where all words of one stand in a row."""
    if text.isascii():
        bare = _bare(text.casefold())
        in_a_row = [sentence for sentence, words in sentences.items() if words in bare]
    else:
        in_a_row = [sentence for sentence in sentences if f" {sentence} " in wording(text).flat]
    return [sentence for sentence in in_a_row if sentence in wording(text).sentences]


def _bare(text: str) -> str:
    """Letters and digits, each run of them between two spaces: where `Wording.flat` has a sentence, this has it too,
    and takes a quarter of the time."""
    return f" {' '.join(text.translate(_BARE).split())} "
