"""What the columns say of each pair, before anybody judges it: one family of relations a file.

A feature is a column of numbers, nan where it isn't known. Profiles see features only.
"""

from rematch_match.domain.features.table import Features, merged

__all__ = ["Features", "merged"]
