"""The search category of a role or a person: by keywords, and where none fits, one named after the role."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rematch_common.contracts import CandidateChanged
from rematch_ingest.domain.roles import read_role
from rematch_jobtext import words_of

MOST_TAGS = 3


@dataclass(frozen=True, slots=True)
class Category:
    """`keywords` are words or phrases of titles; the longest that is found decides. `origin`: seeded, admin or role."""

    slug: str
    name: str
    keywords: tuple[str, ...] = ()
    origin: str = "admin"


def category_of(title: str, categories: Sequence[Category]) -> str:
    """The slug of the category that a title's words name; one of its own, made of its role, where none does."""
    return _named(title, categories) or _made_of(title)


def tagged(candidate: CandidateChanged, categories: Sequence[Category]) -> CandidateChanged:
    """With categories, where the recruiter gave none: of the titles, else of the headline, else of the skills."""
    if candidate.categories:
        return candidate
    slugs = [category_of(title, categories) for title in candidate.titles if read_role(title)]
    if not slugs:
        texts = (candidate.headline or "", " , ".join(skill.name for skill in candidate.skills))
        slugs = [slug for text in texts if (slug := _named(text, categories))][:1]
    found = tuple(dict.fromkeys(slugs))[:MOST_TAGS]
    return candidate.model_copy(update={"categories": found}) if found else candidate


def new_among(slugs: Iterable[str], categories: Sequence[Category]) -> list[Category]:
    """Those that no category has yet."""
    known = {category.slug for category in categories}
    return [Category(slug, slug.replace("_", " "), (), "role") for slug in dict.fromkeys(slugs) if slug not in known]


def _named(text: str, categories: Sequence[Category]) -> str | None:
    role = read_role(text)
    written = f" {_plain(text)} {_plain(role.display) if role else ''} "
    best: tuple[int, str] | None = None
    for category in categories:
        longest = max((len(word) for word in map(_plain, category.keywords) if f" {word} " in written), default=0)
        if category.slug == (role.slug if role else None):
            longest = 1_000
        if longest and (best is None or longest > best[0]):
            best = (longest, category.slug)
    return best[1] if best else None


def _made_of(title: str) -> str:
    role = read_role(title)
    return role.slug[:64] if role else "other"


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    return " ".join(words_of(re.sub(r"[,/|;]", " , ", text[:500])))
