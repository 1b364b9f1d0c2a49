"""Settings every service shares. Only bootstrap and __main__ read settings; everything else gets values."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Read from the environment, REMATCH_ in front: kafka_bootstrap is REMATCH_KAFKA_BOOTSTRAP."""

    model_config = SettingsConfigDict(env_prefix="REMATCH_", extra="ignore", frozen=True)

    kafka_bootstrap: str = "127.0.0.1:9092"
    http_host: str = "127.0.0.1"
    log_level: str = "INFO"
    otlp_endpoint: str = ""
    schemas_url: str = Field(
        default="http://127.0.0.1:8001/schemas",
        description="where readers reach ingest's schemas; empty: none is named",
    )
    cache_dir: Path = Path(".cache/rematch")

    batch_size: int = Field(default=128, ge=1, le=2000)
    session_timeout: float = Field(default=30.0, ge=6.0, description="the broker forgets a silent consumer after this")
    retry_budget: float = Field(
        default=20.0, gt=0.0, description="patience with what is away, under rebalance time-out"
    )
    poison_limit: int = Field(default=100, ge=0, description="failures in a row that pause a partition; 0: never")


class DatabaseSettings(ServiceSettings):
    """For a service that owns a schema."""

    database_url: str = "postgresql://127.0.0.1:5432/rematch"
    migrations_url: str = Field(default="", description="the owner's; empty: database_url")
    database_pool: int = Field(default=4, ge=1)

    @property
    def owner_url(self) -> str:
        return self.migrations_url or self.database_url
