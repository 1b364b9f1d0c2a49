"""Whether an id tells who it stands for: ids travel in the clear."""

import re
from collections.abc import Iterator

from rematch_ingest.domain.masking import full_names, is_of_work
from rematch_ingest.domain.people import Personal
from rematch_ingest.domain.spellings import bare, exact, german

_APART = re.compile(r"[\W_]+")
_NO_LETTER = re.compile(r"[\W\d_]+")
_NO_DIGIT = re.compile(r"\D+")
# A shorter name, mailbox or number is found in ids that mean nobody.
_SHORTEST_NAME, _SHORTEST_BOX, _SHORTEST_PHONE = 4, 4, 7
_PHONE_TAIL = 8


def names_the_person(candidate_id: str, personal: Personal) -> bool:
    """By their name, in full or with an initial, by the mailbox of their e-mail, or by their phone."""
    plain = bare(candidate_id).lower()
    letters = _NO_LETTER.sub("", plain)
    words = {_NO_LETTER.sub("", word) for word in re.split(r"[\W_]+", plain)} | {letters}
    return (
        any(pattern.search(candidate_id) for pattern in full_names(personal, exact))
        or any(name in letters for name in _whole(personal))
        or bool(words & set(_short(personal)))
        or _has_mailbox(plain, personal.email or "")
        or _has_phone(candidate_id, personal.phone or "")
    )


def _whole(personal: Personal) -> Iterator[str]:
    """First and last name as one word."""
    for first in _folded(personal.first_name):
        for last in _folded(personal.last_name):
            if len(first) + len(last) > _SHORTEST_NAME:
                yield from (first + last, last + first)


def _short(personal: Personal) -> Iterator[str]:
    """The last name by itself, where it is no word of work, and with the initial of the first."""
    for last in _folded(personal.last_name):
        if len(last) >= _SHORTEST_NAME and not is_of_work(personal.last_name or ""):
            yield last
        for first in _folded(personal.first_name):
            if len(last) >= _SHORTEST_NAME - 1:
                yield from (first[0] + last, last + first[0])


def _folded(name: str | None) -> set[str]:
    spelt = {_NO_LETTER.sub("", bare(name or "").lower()), _NO_LETTER.sub("", german(name or ""))}
    return spelt - {""}


def _has_mailbox(plain_id: str, email: str) -> bool:
    box = bare(email.partition("@")[0].partition("+")[0]).lower()
    squeezed = _APART.sub("", box)
    return len(_NO_LETTER.sub("", box)) >= _SHORTEST_BOX and squeezed in _APART.sub("", plain_id)


def _has_phone(candidate_id: str, phone: str) -> bool:
    """Its last digits: what is before them is written in many ways."""
    digits = _NO_DIGIT.sub("", phone)
    return len(digits) >= _SHORTEST_PHONE and digits[-_PHONE_TAIL:] in _NO_DIGIT.sub("", candidate_id)
