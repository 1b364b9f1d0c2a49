"""Sealing that is there once the service starts: without a key it can't run, and says so."""

from rematch_common.errors import DependencyAway
from rematch_common.sealing import DeploymentKeys
from rematch_ingest.adapters.sealed import Sealed
from rematch_ingest.ports.sealing import PersonKey


class SealingKeys:
    """See rematch_ingest.ports.sealing.Sealing."""

    def __init__(self, keys: DeploymentKeys) -> None:
        self._keys = keys
        self._sealed: Sealed | None = None

    async def start(self) -> None:
        """Raises Unusable when there is no key, or one that is none."""
        self._sealed = Sealed(self._keys.read())

    async def stop(self) -> None:
        return None

    @property
    def _ready(self) -> Sealed:
        if self._sealed is None:  # routes are asked for before the start, too
            raise DependencyAway("the sealing key", "not read yet")
        return self._sealed

    def new_key(self, owner: str) -> PersonKey:
        return self._ready.new_key(owner)

    def renewed(self, key: PersonKey, owner: str) -> PersonKey:
        return self._ready.renewed(key, owner)

    def seal(self, key: PersonKey, owner: str, part: str, data: bytes) -> bytes:
        return self._ready.seal(key, owner, part, data)

    def open(self, key: PersonKey, owner: str, part: str, sealed: bytes) -> bytes:
        return self._ready.open(key, owner, part, sealed)
