"""BM25, as a search engine has it: the baseline that counts words."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rematch_jobtext import stem, words_of

_SATURATION, _BY_LENGTH = 1.2, 0.75


def bm25(queries: Sequence[str], texts: Sequence[str]) -> NDArray[np.float64]:
    """Row: query; column: text. Each word of a query counts once."""
    documents = [Counter(map(stem, words_of(text))) for text in texts]
    lengths = np.array([sum(words.values()) for words in documents], dtype=np.float64)
    norm = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * lengths / max(lengths.mean(), 1.0))
    postings: dict[str, list[tuple[int, int]]] = {}
    for number, words in enumerate(documents):
        for word, times in words.items():
            postings.setdefault(word, []).append((number, times))
    found = np.zeros((len(queries), len(texts)))
    for row, query in enumerate(queries):
        for word in sorted(set(map(stem, words_of(query)))):
            held = postings.get(word, [])
            idf = math.log(1 + (len(texts) - len(held) + 0.5) / (len(held) + 0.5))
            for number, times in held:
                found[row, number] += idf * times * (_SATURATION + 1) / (times + norm[number])
    return found
