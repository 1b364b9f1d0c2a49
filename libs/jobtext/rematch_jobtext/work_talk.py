"""What an ad says of the work itself: what is done, what is asked for. What it says of the firm is left out."""

import re
from typing import NamedTuple

from rematch_jobtext.employer_talk import about_employer
from rematch_jobtext.firm_talk import lines_of_the_firm
from rematch_jobtext.skill_sections import LONGEST_HEADING, Section, announced, heading
from rematch_jobtext.skill_weight import sentences

_FIRMS = (Section.OFFERED, Section.ABOUT)
# Whoever puts everything under "About us" speaks of the work there too.
_OF_THE_WORK = re.compile(
    r"\b(?:looking for|seek(?:s|ing)?|hiring|you(?:'ll| will)|your (?:role|tasks?|work|job)|responsib\w+|required|must"
    r"|such(?:en|t)|recherch\w+|recrut\w+|busca(?:mos)?|zoek(?:en|t)?)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 8


class Said(NamedTuple):
    """A sentence or line of an ad, and what the heading above it announces (None: there is none)."""

    section: Section | None
    text: str
    listed: bool

    @property
    def asked(self) -> bool:
        """Whether it stands under what is asked for, or wished for."""
        return self.section in (Section.ASKED, Section.WISHED)


def about_the_work(text: str) -> list[Said]:
    """The sentences of a clean ad in order, without headings, and without what is known to be the firm's own talk.

    What isn't recognised stays; where next to nothing would be left, all of it stays.
    """
    said = _without_headings(text)
    firms = lines_of_the_firm([one.text for one in said])
    kept = [one for number, one in enumerate(said) if number not in firms and not _is_of_the_firm(one)]
    return kept if sum(one.text.count(" ") + 1 for one in kept) >= _FEWEST_WORDS else said


def _without_headings(text: str) -> list[Said]:
    said: list[Said] = []
    for start, end, section in sentences(text):
        line = text[start:end].strip(" -*#\n")
        listed = text.startswith("- ", start)
        if line and not (end - start <= LONGEST_HEADING and heading(text, start, end) and announced(line)):
            said.append(Said(section, line, listed))
    return said


def _is_of_the_firm(said: Said) -> bool:
    if said.section in _FIRMS:
        return said.section is Section.OFFERED or _OF_THE_WORK.search(said.text) is None
    # Under a heading of the work, what stands in a list is of the work, whatever it speaks of.
    return not (said.listed and said.section) and about_employer(said.text) is not None
