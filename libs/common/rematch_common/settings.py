"""Settings every service shares. Only bootstrap and __main__ read settings; everything else gets values."""

from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rematch_common.secret import Secret, SecretFile, secret

S = TypeVar("S", bound=BaseSettings)


def read(kind: type[S]) -> S:
    """From the environment. What can't be used ends the process with a sentence for each, and no value: it may be a
    secret."""
    try:
        return kind()
    except ValidationError as error:
        prefix = kind.model_config.get("env_prefix", "")
        raise SystemExit("\n".join(_told(prefix, one["loc"], one["msg"]) for one in error.errors())) from None


def _told(prefix: str, where: tuple[int | str, ...], why: str) -> str:
    name = ".".join(map(str, where)) or "settings"
    return f"{name if name.isupper() else f'{prefix}{name}'.upper()}: {why.removeprefix('Value error, ')}"


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
    group_instance: str = Field(
        default="", description="a name that is this process's alone and outlives it: static membership; empty: none"
    )
    retry_budget: float = Field(
        default=20.0, gt=0.0, description="patience with what is away, under rebalance time-out"
    )
    replaying: str = Field(
        default="", description="topics, commas between, that are read once more beside: see `rematch replay --second`"
    )
    poison_limit: int = Field(default=100, ge=0, description="failures in a row that pause a partition; 0: never")

    @property
    def replayed(self) -> frozenset[str]:
        return frozenset(filter(None, (name.strip() for name in self.replaying.split(","))))


class DatabaseSettings(ServiceSettings):
    """For a service that owns a schema."""

    database_url: str = Field(default="postgresql://127.0.0.1:5432/rematch", repr=False)
    database_url_file: SecretFile = Field(default=None, description="a file with it, read for each connection")
    migrations_url: str = Field(default="", repr=False, description="the owner's; empty: database_url")
    migrations_url_file: SecretFile = Field(default=None, description="a file with it")
    migrate: bool = Field(default=True, description="false: the schema is brought up to date by others; wait for it")
    database_pool: int = Field(default=4, ge=1)

    @property
    def as_service(self) -> Secret:
        """The database's address for the service's own role."""
        return secret(self.database_url, self.database_url_file)

    @property
    def as_owner(self) -> Secret:
        """For the role that owns the tables, and migrates them."""
        if self.migrations_url or self.migrations_url_file:
            return secret(self.migrations_url, self.migrations_url_file)
        return self.as_service
