"""notify's settings."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import Field, field_validator

from rematch_common.clock import utc_now
from rematch_common.sealing_settings import SealingSettings
from rematch_common.secret import Secret, SecretFile, secret

TELEGRAM = "https://api.telegram.org"


class Settings(SealingSettings):
    http_port: int = 8005
    own_topics_every: float = Field(
        default=5.0, gt=0, description="seconds until topics of tenants' own are looked for again"
    )
    subscriptions_of_tenant: int = Field(default=100_000, ge=1, description="subscriptions that a tenant may have")
    messages_kept: float = Field(
        default=30.0, gt=0, description="days for which messages that have arrived or never will can be asked for"
    )
    webhooks_insecure: bool = Field(default=False, description="webhooks may be without TLS: http:// addresses")

    public_url: str = Field(default="", description="where receivers reach this API: links in messages begin with it")
    smtp_host: str = Field(default="", description="without it nothing goes by mail")
    smtp_port: int = Field(default=587, ge=1, le=65_535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_password_file: SecretFile = Field(default=None, description="a file with it, read for each mail")
    mail_from: str = Field(default="", description="whom mails are from: Rematch <no-reply@example.org>")
    telegram_token: str = Field(default="", repr=False, description="of the bot; without it nothing goes by Telegram")
    telegram_token_file: SecretFile = Field(default=None, description="a file with it, read for each message")
    telegram_api: str = TELEGRAM
    webhooks_private: bool = Field(default=False, description="addresses of the deployment's own network, too")
    deliver_every: float = Field(default=0.5, gt=0, description="seconds until it is looked again for what is due")
    deliver_lease: float = Field(
        default=45.0, ge=5, description="seconds after which a message whose sender has died is sent again"
    )
    told_until: datetime | None = Field(
        default=None, description="what was said before that moment counts as told: after a restore from a backup"
    )

    @field_validator("told_until")
    @classmethod
    def _in_utc(cls, moment: datetime | None) -> datetime | None:
        found = moment.replace(tzinfo=UTC) if moment and not moment.tzinfo else moment
        if found and found > utc_now():
            raise ValueError(
                "that lies in the future, and nobody would hear of anything until then: write a moment past"
            )
        return found

    @property
    def mails_by(self) -> Secret:
        return secret(self.smtp_password, self.smtp_password_file)

    @property
    def telegrams_by(self) -> Secret:
        return secret(self.telegram_token, self.telegram_token_file)

    @property
    def links_from(self) -> str:
        return self.public_url or f"http://{self.http_host}:{self.http_port}"
