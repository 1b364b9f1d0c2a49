"""Where things lie that belong to no single run."""

import os
from collections.abc import Mapping
from pathlib import Path


def root() -> Path:
    """The checkout when this package is an editable member of it, else the current directory."""
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "requirements.lock").is_file() else Path.cwd()


def default_cache_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Kafka's jars and other downloads: REMATCH_CACHE_DIR, else `.cache/rematch` in the checkout."""
    return Path(environ.get("REMATCH_CACHE_DIR") or root() / ".cache" / "rematch").absolute()


def default_data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """What a run keeps: REMATCH_DATA_DIR, else `.rematch` in the checkout."""
    return Path(environ.get("REMATCH_DATA_DIR") or root() / ".rematch").absolute()
