"""What a service reads from its environment: the names, and the port that it answers on."""

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any

from pydantic_settings import BaseSettings

from rematch_common.secured import KafkaSecurity
from rematch_common.wire_settings import RegistrySettings

_SECRET = ("_KEY", "_KEYS_BEFORE", "_PASSWORD", "_TOKEN", "_DATABASE_URL", "_MIGRATIONS_URL", "_REGISTRY_URL")
# OpenTelemetry's own, which its library reads by itself.
_TRACES = ("OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The environment names that a service knows, and its default port."""

    names: frozenset[str]
    port: int

    def is_secret(self, name: str) -> bool:
        """Whether its value is nothing that a file of the repository holds."""
        return name.endswith(_SECRET)

    @property
    def has_database(self) -> bool:
        return "REMATCH_DATABASE_URL" in self.names


def known_settings(service: str) -> Knowledge:
    """Read the service's own Settings class; a LookupError says what is missing."""
    module = f"rematch_{service}.settings"
    if not _exists(module):
        raise LookupError(f"service {service} has no {module}")
    return _of_class(importlib.import_module(module).Settings, module)


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _of_class(settings: type[BaseSettings], module: str) -> Knowledge:
    port: Any = settings.model_fields["http_port"].default if "http_port" in settings.model_fields else None
    if not isinstance(port, int):
        raise LookupError(f"{module}.Settings has no http_port with a default")
    return Knowledge(frozenset(_names(settings)), port)


def _names(settings: type[BaseSettings]) -> set[str]:
    own = {
        field.validation_alias if isinstance(field.validation_alias, str) else _env(name)
        for name, field in settings.model_fields.items()
    }
    kafka = {_env(f"kafka_{name}") for name in KafkaSecurity.model_fields}
    return own | kafka | {_env(f"schema_registry_{name}") for name in RegistrySettings.model_fields} | {*_TRACES}


def _env(field: str) -> str:
    return f"REMATCH_{field}".upper()
