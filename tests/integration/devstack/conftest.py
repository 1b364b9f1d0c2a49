from collections.abc import Sequence
from pathlib import Path

import pytest

from rematch_devstack import jars, workspace


@pytest.fixture(scope="session")
def kafka_jars() -> Sequence[Path]:
    """Kafka's jars, from the cache that `make setup` has filled."""
    return jars.ensure(jars.folder(workspace.default_cache_dir()), jars.kafka_pins())
