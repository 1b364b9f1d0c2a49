"""What match needs of the outside."""

from rematch_match.ports.directory import Directory, Facts, Openings, People, Seek, SeekOpenings
from rematch_match.ports.store import Arrivals, Ending, Endings, Store, Work
from rematch_match.ports.vector_index import Mark, Point, Query, Side, VectorIndex, Where

__all__ = [
    "Arrivals",
    "Directory",
    "Ending",
    "Endings",
    "Facts",
    "Mark",
    "Openings",
    "People",
    "Point",
    "Query",
    "Seek",
    "SeekOpenings",
    "Side",
    "Store",
    "VectorIndex",
    "Where",
    "Work",
]
