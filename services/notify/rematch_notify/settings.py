"""notify's settings."""

from pathlib import Path

from pydantic import Field

from rematch_common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    http_port: int = 8005
    own_topics_every: float = Field(
        default=5.0, gt=0, description="seconds until topics of tenants' own are looked for again"
    )
    subscriptions_of_tenant: int = Field(default=100_000, ge=1, description="subscriptions that a tenant may have")
    messages_kept: float = Field(
        default=30.0, gt=0, description="days for which messages that have arrived or never will can be asked for"
    )
    webhooks_insecure: bool = Field(default=False, description="webhooks may be without TLS: http:// addresses")
    sealing_key: str = Field(default="", repr=False, description="base64 of 32 bytes: seals addresses and secrets")
    sealing_keys_before: str = Field(
        default="", repr=False, description="former ones, commas between: they open, and don't seal"
    )
    data_dir: Path | None = Field(default=None, description="without a sealing key: where one is kept")
