"""ingest's settings."""

from pydantic import Field

from rematch_common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    http_port: int = 8001
    largest_body: int = Field(default=64 * 1024 * 1024, ge=1024, description="bytes of one request")
    platforms: str = Field(
        default="", description="platforms to scrape beside the usual six, comma-separated; -name leaves one out"
    )
    sweep_every: float = Field(default=60.0, gt=0.0, description="seconds between looks for rounds held too long")
