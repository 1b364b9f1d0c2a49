"""The wire that a deployment's settings ask for."""

from functools import partial

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from rematch_common.secret import SecretFile, secret, text_of
from rematch_common.secured import client_context
from rematch_common.settings import ServiceSettings
from rematch_common.wire import Registry, Wire


class RegistrySettings(BaseSettings):
    """REMATCH_SCHEMA_REGISTRY_ in front of each: from the environment, as Kafka's own login is, so that every
    publisher and every command is made with them."""

    model_config = SettingsConfigDict(env_prefix="REMATCH_SCHEMA_REGISTRY_", extra="ignore", frozen=True)

    url: SecretStr = Field(default=SecretStr(""), description="empty: records are plain JSON; may hold user:password@")
    url_file: SecretFile = Field(default=None, description="a file with it, read for each connection")
    ca_file: SecretFile = Field(default=None, description="who signed its certificate; empty: the system's")


def wire_of(settings: ServiceSettings) -> Wire:
    return Wire(settings.schemas_url, registry_of(RegistrySettings()))


def registry_of(settings: RegistrySettings) -> Registry | None:
    """None where there is none."""
    if not (settings.url.get_secret_value() or settings.url_file):
        return None
    from rematch_common.schema_registry import SchemaRegistry  # its client is loaded only where there is one

    return SchemaRegistry(
        partial(text_of, secret(settings.url, settings.url_file)), partial(client_context, settings.ca_file)
    )
