"""dedup's settings."""

from datetime import timedelta

from pydantic import Field

from rematch_common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    http_port: int = 8002
    decisions_kept: timedelta = timedelta(days=8)  # a day longer than raw-jobs itself: a replay can't be older
    ads_kept: timedelta = timedelta(days=30)  # how long an ad that nobody closes counts as open
    endings_every: float = Field(default=5.0, gt=0.0, description="seconds between looks for ads whose time is over")
    crawls_every: float = Field(default=30.0, gt=0.0, description="seconds between looks for crawls that count now")
