"""The packed facts of many openings and people, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.packed import ASKED, CREDIT, HAD, LACKED, OPENING, PERSON, PLACE, TITLE, WORD
from rematch_match.domain.packing import packed_opening, packed_person

Index = NDArray[np.intp]
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
SPAN = 1 << 32
"""More than there are names: `row * SPAN + name` is one number for both."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of several owners, one behind another; owner i has `counts[i]` of them from `starts[i]` on."""

    rows: NDArray[Any]
    starts: Index
    counts: Index

    @classmethod
    def of(cls, parts: Sequence[bytes], kind: np.dtype[Any]) -> Self:
        counts = np.fromiter(map(len, parts), np.intp, len(parts)) // kind.itemsize
        return cls.counted(np.frombuffer(b"".join(parts), kind), counts)

    @classmethod
    def counted(cls, rows: NDArray[Any], counts: NDArray[Any]) -> Self:
        counts = counts.astype(np.intp)
        return cls(rows, np.cumsum(counts) - counts, counts)

    def each(self, owners: Index) -> tuple[Index, Index]:
        """For every one of `owners`, in turn, its rows: the position in `owners`, and the number of the row."""
        counts = self.counts[owners]
        whose = np.repeat(np.arange(len(owners), dtype=np.intp), counts)
        before = np.cumsum(counts) - counts
        return whose, np.arange(len(whose), dtype=np.intp) + (self.starts[owners] - before)[whose]

    def keyed(self, names: NDArray[Any]) -> NDArray[np.int64]:
        """`names` of the rows, told apart by owner. In order where each owner's are."""
        keys: NDArray[np.int64] = np.repeat(np.arange(len(self.counts), dtype=np.int64), self.counts) * SPAN + names
        return keys


@dataclass(frozen=True, slots=True)
class Openings:
    head: NDArray[Any]
    asked: Ragged
    credits: Ragged
    titles: Ragged
    words: Ragged
    """Of each title."""
    places: Ragged

    @classmethod
    def of(cls, jobs: Sequence[JobFacts]) -> Self:
        packs = [job.packed[0] if job.packed else packed_opening(job) for job in jobs]
        titles = Ragged.of([pack.titles for pack in packs], TITLE)
        words = np.frombuffer(b"".join([pack.words for pack in packs]), WORD)
        return cls(
            np.frombuffer(b"".join([pack.head for pack in packs]), OPENING),
            Ragged.of([pack.asked for pack in packs], ASKED),
            Ragged.of([pack.credits for pack in packs], CREDIT),
            titles,
            Ragged.counted(words, titles.rows["words"]),
            Ragged.of([pack.places for pack in packs], PLACE),
        )


@dataclass(frozen=True, slots=True)
class People:
    head: NDArray[Any]
    had: Ragged
    titles: Ragged
    words: Ragged
    """Of each title."""
    places: Ragged
    lacked: Ragged

    @classmethod
    def of(cls, people: Sequence[CandidateFacts]) -> Self:
        packs = [each.packed[0] if each.packed else packed_person(each) for each in people]
        titles = Ragged.of([pack.titles for pack in packs], TITLE)
        words = np.frombuffer(b"".join([pack.words for pack in packs]), WORD)
        return cls(
            np.frombuffer(b"".join([pack.head for pack in packs]), PERSON),
            Ragged.of([pack.skills for pack in packs], HAD),
            titles,
            Ragged.counted(words, titles.rows["words"]),
            Ragged.of([pack.places for pack in packs], PLACE),
            Ragged.of([pack.lacked for pack in packs], LACKED),
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """Pair i is opening `job_at[i]` with person `person_at[i]`."""

    openings: Openings
    people: People
    job_at: Index
    person_at: Index

    def __len__(self) -> int:
        return len(self.job_at)


def taken(rows: NDArray[Any], at: Index) -> dict[str, NDArray[Any]]:
    """These of the rows, field by field: rows of several fields are copied ten times slower."""
    return {name: rows[name][at] for name in rows.dtype.names or ()}


def among(keys: NDArray[np.int64], known: NDArray[np.int64]) -> tuple[Index, Index]:
    """Of `keys`, those that are among the sorted `known` ones: their positions here, and their first one there."""
    if not len(known):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    first = np.searchsorted(known, keys)
    hit = np.flatnonzero(known[np.minimum(first, len(known) - 1)] == keys)
    return hit, first[hit]
