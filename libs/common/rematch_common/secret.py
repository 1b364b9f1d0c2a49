"""Secrets that a setting tells, or that lie in a file: asked for whenever a connection is made, so that one that was
changed in its file is taken up without a restart."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, SecretStr

Secret = str | Callable[[], str]
# A setting that is there and empty, as compose files have them, names no file.
SecretFile = Annotated[Path | None, BeforeValidator(lambda told: told or None)]


def secret(told: str | SecretStr, file: Path | None) -> Secret:
    """What the file holds, whenever it is asked for; without a file, what was told."""
    if file is not None:
        return partial(content, file)
    return (told.get_secret_value() if isinstance(told, SecretStr) else told).strip()


def text_of(known: Secret) -> str:
    """Raises OSError where its file can't be read: whoever replaces it may be half-way."""
    return known() if callable(known) else known


def content(file: Path) -> str:
    """What the file holds, without the end of its line. Raises OSError, also for a file that holds nothing."""
    try:
        found = file.read_text("utf-8").strip()
    except UnicodeDecodeError:
        raise OSError(f"{file} is no text") from None
    if not found:
        raise OSError(f"{file} is empty")
    return found
