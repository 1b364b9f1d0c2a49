"""Room on the disk: enough to start, and still some while it runs."""

import shutil
from pathlib import Path

from rematch_devstack.errors import StackError

LEAST_FREE = 500 * 1024 * 1024
# With less the disk is as good as full: Kafka and PostgreSQL, which it has just stopped, would not come back.
LEAST_LEFT = 32 * 1024 * 1024


def check_space(path: Path, least: int) -> None:
    """StackError when the disk is too full to start on."""
    free = shutil.disk_usage(path).free
    if free < least:
        raise StackError(
            f"the disk of {path} has {free >> 20} MB free and the stack needs {least >> 20} MB: make room, "
            "or choose another place with --data-dir"
        )


def check_left(path: Path) -> None:
    """StackError when the disk has run full during a run."""
    if shutil.disk_usage(path).free < LEAST_LEFT:
        check_space(path, LEAST_FREE)
