"""The shapes in which facts lie side by side, so that thousands of them are one array.

Everything that scoring compares is a number here. -1 stands for what is not known, nan for an unknown amount; names
are numbered by `vocabulary`, amounts are dollars a year.
"""

from typing import NamedTuple

import numpy as np

OPENING = np.dtype(
    [
        ("years_min", "<f4"),
        ("years_max", "<f4"),
        ("level", "<f4"),
        ("pay_low", "<f4"),
        ("pay_high", "<f4"),
        ("posted", "<f8"),
        ("workplace", "i1"),
        ("employment", "i1"),
        ("conditions", "i1"),
        ("industry", "<i4"),
        ("space", "<i4"),
    ]
)
PERSON = np.dtype(
    [
        ("years", "<f4"),
        ("level", "<f4"),
        ("pay", "<f4"),
        ("licences", "<i2"),
        ("unlicensed", "i1"),
        ("remote", "i1"),
        ("relocate", "i1"),
        ("refuses", "i1"),
        ("employments", "<i2"),
        ("space", "<i4"),
    ]
)
ASKED = np.dtype([("skill", "<i4"), ("required", "i1"), ("kind", "i1"), ("group", "<i2")])
"""A skill that an opening asks for, in the order of its ids; of a group of licences one is enough."""
CREDIT = np.dtype([("skill", "<i4"), ("asked", "<i2"), ("own", "i1"), ("worth", "<f4")])
"""Who has `skill` has so much of the opening's skill number `asked`; `own` where it is that very skill."""
LACKED = np.dtype("<i4")
"""A licence that somebody says they haven't got."""
HAD = np.dtype([("skill", "<i4"), ("practice", "<f4")])
TITLE = np.dtype([("occupation", "<i2"), ("words", "<i2"), ("kind", "i1"), ("level", "<f4")])
WORD = np.dtype("<i4")
"""Of a title, one behind another, in the order of their numbers."""
PLACE = np.dtype(
    [
        ("country", "<i4"),
        ("region", "<i4"),
        ("city", "<i4"),
        ("latitude", "<f4"),
        ("longitude", "<f4"),
        ("zone", "i1"),
        ("kind", "i1"),
    ]
)
ORDINARY, LICENCE, SOFT, EASY_LICENCE, TONGUE = 0, 1, 2, 3, 4
REQUIRED, TITLED = 1, 2
"""How much a skill is asked for: 0 would only be nice to have."""
HEADLINE, WISH = 0, 1
"""Of an opening: its title, and the roles that it was looked for as."""
HOME, WANTED = 0, 1


class PackedOpening(NamedTuple):
    """One opening, as the bytes of one OPENING and of so many of the others."""

    head: bytes
    asked: bytes
    credits: bytes
    titles: bytes
    words: bytes
    places: bytes


class PackedPerson(NamedTuple):
    """One person, as the bytes of one PERSON and of so many of the others: some 400 bytes in all."""

    head: bytes
    skills: bytes
    titles: bytes
    words: bytes
    places: bytes
    lacked: bytes
