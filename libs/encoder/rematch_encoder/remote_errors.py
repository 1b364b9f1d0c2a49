"""How a remote model fails: it is away for now, or it refuses and waiting won't mend it."""

from rematch_encoder.model_cache import ModelUnusable


class RemoteAway(Exception):
    """The remote model doesn't answer now, or not with vectors, and may later: after `retry_after` s if it said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RemoteRefused(ModelUnusable):
    """The remote model won't do it as it is set up: a wrong key, address, model or dimension."""


class TextsRefused(Exception):
    """The remote model is well, but doesn't take these texts."""
