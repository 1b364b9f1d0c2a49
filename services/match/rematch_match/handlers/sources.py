"""What the handlers of the API look into."""

from dataclasses import dataclass

from rematch_common.clock import Now
from rematch_match.ports import VectorIndex
from rematch_match.ports.book import Book, Catalogue
from rematch_match.ports.circumstances import Prevailing
from rematch_match.ports.wordings import Wordings


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that is known, and the clock."""

    book: Book
    catalogue: Catalogue
    index: VectorIndex
    wordings: Wordings
    prevailing: Prevailing
    now: Now
