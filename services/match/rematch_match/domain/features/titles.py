"""How close the opening is to what the person is, and to what they want to be."""

import numpy as np

from rematch_match.domain.columns import SPAN, Columns, Index, Mask, Numbers, among
from rematch_match.domain.features.table import Features
from rematch_match.domain.kinship import SAME, kinship
from rematch_match.domain.packed import HEADLINE, WISH

# Words are a weaker sign than an occupation: "driver" and "device driver engineer" share one.
_BY_WORDS, _ENOUGH = 0.4, 0.5


def title_features(columns: Columns) -> Features:
    """From 0, another occupation, to 1; nan where a title's occupation isn't known and no word is shared."""
    theirs, asked = columns.people.titles, columns.openings.titles
    whose, own = theirs.each(columns.person_at)
    which, opening = asked.each(columns.job_at[whose])
    pair, own = whose[which], own[which]
    close = _closeness(columns, own, opening)
    kind, role = theirs.rows["kind"][own], asked.rows["kind"][opening]
    size = len(columns)
    return {
        "title_headline": _best(pair, close, (kind == HEADLINE) & (role == HEADLINE), size),
        "title_wish": _best(pair, close, (kind == WISH) & (role == HEADLINE), size),
        "role": _best(pair, close, role == WISH, size),
    }


def _best(pair: Index, close: Numbers, wanted: Mask, size: int) -> Numbers:
    found = np.full(size, np.nan)
    np.fmax.at(found, pair[wanted], close[wanted])
    return found


def _closeness(columns: Columns, own: Index, opening: Index) -> Numbers:
    theirs = columns.people.titles.rows["occupation"][own]
    asked = columns.openings.titles.rows["occupation"][opening]
    shared = _shared_words(columns, own, opening)
    known = (theirs >= 0) & (asked >= 0)
    kin = kinship()[theirs, asked].astype(np.float64)
    by_words = np.where(shared >= _ENOUGH, _BY_WORDS + (SAME - _BY_WORDS) * shared, np.nan)
    close = np.where(known, kin, by_words)
    return np.where(shared == 1, SAME, close)


def _shared_words(columns: Columns, own: Index, opening: Index) -> Numbers:
    """The words that two titles share, of all that they have."""
    theirs, asked = columns.people.words, columns.openings.words
    row, word = theirs.each(own)
    keys = opening[row].astype(np.int64) * SPAN + theirs.rows[word]
    hit, _ = among(keys, asked.keyed(asked.rows))
    common = np.bincount(row[hit], minlength=len(own)).astype(np.float64)
    either = theirs.counts[own] + asked.counts[opening] - common
    shared: Numbers = np.divide(common, either, out=np.zeros(len(own)), where=either > 0)
    return shared
