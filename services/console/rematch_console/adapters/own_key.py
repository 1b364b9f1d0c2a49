"""The console's own key: told by a setting, or in a file that may come later or change."""

from collections.abc import Callable
from pathlib import Path

from rematch_common.logs import logger

log = logger(__name__)


def own_key(told: str, file: Path | None) -> Callable[[], str]:
    """Empty where there is none, or none to be read."""

    def key() -> str:
        if file is None:
            return told.strip()
        try:
            return file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            log.warning("the console's key can't be read", error=type(error).__name__)
            return ""

    return key
