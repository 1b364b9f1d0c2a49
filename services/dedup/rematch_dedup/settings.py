"""dedup's settings."""

from datetime import timedelta

from rematch_common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    http_port: int = 8002
    decisions_kept: timedelta = timedelta(days=8)  # a day longer than raw-jobs itself: a replay can't be older
