"""ingest's settings."""

from pydantic import Field

from rematch_common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    http_port: int = 8001
    largest_body: int = Field(default=64 * 1024 * 1024, ge=1024, description="bytes of one request")
