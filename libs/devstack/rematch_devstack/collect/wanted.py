"""What a site is asked for, and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Posting = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A role to search for, where people would like it, and how many postings are enough."""

    role: str
    places: tuple[str, ...] = ()
    most: int = 100


@dataclass(frozen=True)
class Found:
    """`complete`: all that the site shows for the role is among them; only then is what's missing gone."""

    postings: Sequence[Posting] = field(default_factory=tuple)
    complete: bool = False


def concerns(title: object, role: str) -> bool:
    """Whether a board that can't be searched means the role: by a word that they share."""
    words = {word for word in role.lower().split() if len(word) > 2}
    return not words.isdisjoint(str(title).lower().replace("/", " ").replace("-", " ").split())


class Site(Protocol):
    """One platform. Adding one is adding a file in `sites` and a line in its table."""

    @property
    def name(self) -> str:
        """The platform, as the queue knows it."""
        ...

    def search(self, wanted: Wanted) -> Found:
        """Raises SiteFailed."""
        ...


class SiteFailed(Exception):
    """The site gave nothing; one sentence that says why. `retry`: later it may."""

    def __init__(self, why: str, retry: bool = True) -> None:
        super().__init__(why)
        self.retry = retry


class Stopped(Exception):
    """Somebody has said that it is enough."""
