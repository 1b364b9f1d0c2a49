"""What match needs of the outside."""

from rematch_match.ports.store import Arrivals, Store, Work
from rematch_match.ports.vector_index import Mark, Point, Query, Side, VectorIndex, Where

__all__ = ["Arrivals", "Mark", "Point", "Query", "Side", "Store", "VectorIndex", "Where", "Work"]
