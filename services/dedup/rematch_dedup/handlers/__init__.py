"""What dedup does with what comes in."""

from rematch_dedup.handlers.deduplicate import Deduplicate

__all__ = ["Deduplicate"]
