"""notify's settings."""

from pydantic import Field

from rematch_common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    http_port: int = 8005
    own_topics_every: float = Field(
        default=5.0, gt=0, description="seconds until topics of tenants' own are looked for again"
    )
