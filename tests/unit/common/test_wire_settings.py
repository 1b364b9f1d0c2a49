"""A registry that is named nowhere is none, however the settings say that."""

import pytest

from rematch_common.wire_settings import RegistrySettings, registry_of


def test_settings_that_are_there_and_empty_name_no_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """As compose files have them."""
    for name in ("URL", "URL_FILE", "CA_FILE"):
        monkeypatch.setenv(f"REMATCH_SCHEMA_REGISTRY_{name}", "")
    assert registry_of(RegistrySettings()) is None


def test_one_whose_address_lies_in_a_file_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMATCH_SCHEMA_REGISTRY_URL_FILE", "registry-url")
    assert registry_of(RegistrySettings()) is not None
