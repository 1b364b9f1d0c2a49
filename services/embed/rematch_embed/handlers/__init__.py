"""What embed does: vectors for the records of its topics, and for whoever asks."""

from rematch_embed.handlers.embed import Embed, Part

__all__ = ["Embed", "Part"]
