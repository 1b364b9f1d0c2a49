"""How much of each skill that is asked for the person brings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rematch_match.domain.columns import SPAN, Columns, Index, Numbers, Ragged, among
from rematch_match.domain.features.fuzzy import alike
from rematch_match.domain.features.table import Features
from rematch_match.domain.packed import EASY_LICENCE, LICENCE, SOFT, TONGUE
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.vocabulary import name_of

# A skill that would be nice to have counts for less than one that is asked for, a soft one for less still.
PREFERRED, SOFT_SKILL = 0.35, 0.3
_WORTH = np.array([PREFERRED, 1.0, 1.6])
"""By importance: what the title names is the work itself."""
MATCHED = 0.85
"""From here on a skill counts as had: adjacent ones are worth less."""
_ROOM = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Every skill of every pair, one behind another."""

    pairs: int
    pair: Index
    skill: NDArray[np.int32]
    required: NDArray[np.bool_]
    licence: NDArray[np.bool_]
    """One that decides."""
    easy: NDArray[np.bool_]
    """A licence that most have, or have soon: only who says that they lack it is without it."""
    tongue: NDArray[np.bool_]
    """A language that is spoken."""
    weight: Numbers
    credit: Numbers
    denied: NDArray[np.bool_]
    """A licence that the person says they haven't got."""
    group: Index
    """Licences of one number stand for one another."""
    own: Numbers
    """1 where the person has the very skill, by whatever name or slip of the pen."""
    had: NDArray[np.bool_]
    """Of each pair: whether anything is known of the person's skills."""


def asked_of(columns: Columns, rarity: Rarity) -> Asked:
    asked = columns.openings.asked
    pair, row = asked.each(columns.job_at)
    skill, importance = asked.rows["skill"][row], asked.rows["required"][row]
    required = importance > 0
    kind = asked.rows["kind"][row]
    credit, own = _credits(columns, len(pair))
    credit = np.maximum(credit, own)
    weight = _weights(asked.rows["skill"], rarity)[row] * _WORTH[importance] * np.where(kind == SOFT, SOFT_SKILL, 1.0)
    had = columns.people.had.counts[columns.person_at] > 0
    starts = np.cumsum(asked.counts[columns.job_at]) - asked.counts[columns.job_at]
    return Asked(
        pairs=len(columns),
        pair=pair,
        skill=skill,
        required=required,
        licence=kind == LICENCE,
        easy=kind == EASY_LICENCE,
        tongue=kind == TONGUE,
        weight=weight,
        credit=credit,
        denied=_denied(columns, pair, skill) | _unlicensed(columns, pair) & (credit < MATCHED) & (kind == LICENCE),
        group=starts[pair] + asked.rows["group"][row],
        own=own,
        had=had,
    )


def skill_features(asked: Asked) -> Features:
    """Shares from 0 to 1: weighted, counted, and of the required ones; and how many licences are missing."""

    def total(values: NDArray[np.float64] | NDArray[np.bool_]) -> Numbers:
        return np.bincount(asked.pair, values.astype(np.float64), asked.pairs).astype(np.float64)

    ones = np.ones(len(asked.pair))
    required = asked.required.astype(np.float64)
    wanted = asked.required & asked.licence
    # One of a group is enough; its first stands for it.
    best = np.zeros(len(asked.pair))
    np.maximum.at(best, asked.group[wanted], asked.credit[wanted])
    first = np.zeros(len(asked.pair), dtype=np.bool_)
    first[asked.group[wanted]] = True
    denied = np.zeros(len(asked.pair), dtype=np.bool_)
    denied[asked.group[asked.required & asked.denied]] = True
    told = wanted | asked.easy | asked.tongue
    lacking = first & (best < MATCHED)
    known = asked.had
    return {
        "skills": _share(total(asked.weight * asked.credit), total(asked.weight), known),
        "skills_required": _share(total(required * asked.weight * asked.credit), total(required * asked.weight), known),
        "skills_counted": _share(total(asked.own), total(ones), known),
        "skills_asked": total(ones),
        "skills_matched": total(asked.credit >= MATCHED),
        "licences_asked": total(first),
        "licences_missing": total(lacking * (1 - best)),
        "licences_denied": total(denied & (lacking | (told & ~asked.licence & (asked.credit < MATCHED)))),
        "tongues_missing": total(asked.required & asked.tongue & (asked.credit < MATCHED)),
    }


def _denied(columns: Columns, pair: Index, skill: NDArray[np.int32]) -> NDArray[np.bool_]:
    found = np.zeros(len(pair), dtype=np.bool_)
    lacked = columns.people.lacked
    if len(lacked.rows):
        whose, row = lacked.each(columns.person_at)
        theirs = np.unique(whose.astype(np.int64) * SPAN + lacked.rows[row])
        found[among(pair.astype(np.int64) * SPAN + skill, theirs)[0]] = True
    return found


def _unlicensed(columns: Columns, pair: Index) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (columns.people.head["unlicensed"][columns.person_at] > 0)[pair]
    return found


def _weights(skills: NDArray[np.int32], rarity: Rarity) -> Numbers:
    known, which = np.unique(skills, return_inverse=True)
    return np.array([rarity.weight(name_of(number)) for number in known], dtype=np.float64)[which]


def _share(part: Numbers, whole: Numbers, known: NDArray[np.bool_]) -> Numbers:
    found = np.full(len(whole), np.nan)
    np.divide(part, whole, out=found, where=known & (whole > 0))
    return found


def _credits(columns: Columns, size: int) -> tuple[Numbers, Numbers]:
    """The best credit of every asked skill; and 1 for those that are had as they are."""
    had, worth = columns.people.had, columns.openings.credits
    pair, row = had.each(columns.person_at)
    hit, first, several = _found(worth, columns.job_at[pair], had.rows["skill"][row])
    which = np.repeat(np.arange(len(hit)), several)
    credit_row = first[which] + np.arange(len(which)) - (np.cumsum(several) - several)[which]
    counts = columns.openings.asked.counts[columns.job_at]
    at = (np.cumsum(counts) - counts)[pair[hit][which]] + worth.rows["asked"][credit_row]
    practice = had.rows["practice"][row[hit]][which].astype(np.float64)
    credit, own = np.zeros(size), np.zeros(size)
    np.maximum.at(credit, at, worth.rows["worth"][credit_row] * practice)
    own[at[worth.rows["own"][credit_row] > 0]] = 1
    alike(columns, own)
    return credit, own


def _found(worth: Ragged, job: Index, skill: NDArray[np.int32]) -> tuple[Index, Index, Index]:
    """Of these skills those that are worth something to their opening: which, the first row of each, and how many."""
    names = int(max(worth.rows["skill"].max(initial=0), skill.max(initial=0))) + 1
    if len(worth.counts) * names > _ROOM * (len(skill) + 1):
        keys, known = job.astype(np.int64) * SPAN + skill, worth.keyed(worth.rows["skill"])
        hit, first = among(keys, known)
        return hit, first, np.searchsorted(known, keys[hit], side="right") - first
    # Few openings, many people: a place for every skill of each costs less than a search for every skill of everybody.
    owner = np.repeat(np.arange(len(worth.counts), dtype=np.intp), worth.counts)
    counts = np.bincount(owner * names + worth.rows["skill"], minlength=len(worth.counts) * names)
    places = job * names + skill
    several = counts[places]
    hit = np.flatnonzero(several)
    return hit, (np.cumsum(counts) - counts)[places[hit]], several[hit]
