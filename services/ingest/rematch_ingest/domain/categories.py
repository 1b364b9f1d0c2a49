"""The search category of a role or a person: by keywords, and where none fits, one named after the role."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rematch_common.contracts import CandidateChanged
from rematch_ingest.domain.roles import read_role
from rematch_jobtext import words_of

MOST_TAGS = 3
KNOWN_FROM = 3
"""So many people must be searched for under a made-up category before others are told that there is one: until then
its name may be what one person calls themselves."""
_APART = re.compile(r"[,/|;]")


@dataclass(frozen=True, slots=True)
class Category:
    """`keywords` are words or phrases of titles; the longest that is found decides. `origin`: seeded, admin, role, or
    model where a language model named it."""

    slug: str
    name: str
    keywords: tuple[str, ...] = ()
    origin: str = "admin"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All categories, to look titles up in: by phrase, and the most words that one has."""

    by_phrase: Mapping[str, str]
    slugs: frozenset[str]
    most_words: int


def catalogue(categories: Sequence[Category]) -> Catalogue:
    """Of two categories with the same phrase the first has it."""
    by_phrase: dict[str, str] = {}
    for category in categories:
        for keyword in category.keywords:
            by_phrase.setdefault(_plain(keyword), category.slug)
    by_phrase.pop("", None)
    slugs = frozenset(category.slug for category in categories)
    return Catalogue(by_phrase, slugs, max((len(phrase.split()) for phrase in by_phrase), default=0))


def category_of(title: str, known: Catalogue) -> str:
    """The slug of the category that a title's words name; one of its own, made of its role, where none does."""
    return _named(title, known) or _made_of(title)


def tagged(candidate: CandidateChanged, known: Catalogue) -> CandidateChanged:
    """With categories, where the recruiter gave none: of the titles, else of the headline, else of the skills."""
    if candidate.categories:
        return candidate
    slugs = [category_of(title, known) for title in candidate.titles if read_role(title)]
    if not slugs:
        texts = (candidate.headline or "", " , ".join(skill.name for skill in candidate.skills))
        slugs = [slug for text in texts if (slug := _named(text, known))][:1]
    found = tuple(dict.fromkeys(slugs))[:MOST_TAGS]
    return candidate.model_copy(update={"categories": found}) if found else candidate


def made_of(slug: str) -> Category:
    """One that is named after a role."""
    return Category(slug, slug.replace("_", " "), (), "role")


def _named(text: str, known: Catalogue) -> str | None:
    role = read_role(text)
    if role is not None and role.slug in known.slugs:
        return role.slug
    found = set(_phrases(_plain(text), known)) | set(_phrases(_plain(role.display) if role else "", known))
    return known.by_phrase[max(found, key=lambda phrase: (len(phrase), phrase))] if found else None


def _phrases(text: str, known: Catalogue) -> Iterator[str]:
    words = text.split()
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + known.most_words) + 1):
            phrase = " ".join(words[start:end])
            if phrase in known.by_phrase:
                yield phrase


def _made_of(title: str) -> str:
    role = read_role(title)
    return role.slug[:64] if role else "other"


def _plain(text: str) -> str:
    return " ".join(words_of(_APART.sub(" , ", text[:500])))
