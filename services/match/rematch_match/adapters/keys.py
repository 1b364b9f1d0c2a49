"""Secrets that are told by a setting or lie in a file, asked for each time: a file may come later, or change."""

from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from rematch_common.logs import logger

log = logger(__name__)
Key = Callable[[], str]


def key_of(told: SecretStr, file: Path | None, whose: str) -> Key:
    """Empty where there is none, or none to be read."""

    def key() -> str:
        if file is None:
            return told.get_secret_value().strip()
        try:
            return file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            log.warning("a key can't be read", whose=whose, error=type(error).__name__)
            return ""

    return key
