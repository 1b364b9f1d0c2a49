"""notify's settings."""

from rematch_common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    http_port: int = 8005
