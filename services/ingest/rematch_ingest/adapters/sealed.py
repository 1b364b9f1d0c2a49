"""Sealing with a key of each person: the deployment's key wraps it, and it seals their data."""

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rematch_common.errors import Unreadable
from rematch_common.sealing import KEY_BYTES, key_id_of, seal, unseal
from rematch_ingest.ports.sealing import PersonKey

_WRAPPING = "key"


class Sealed:
    """See rematch_ingest.ports.sealing.Sealing. Of the deployment's keys the first seals, the others still open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {key_id_of(key): AESGCM(key) for key in keys}
        self._present = key_id_of(keys[0])

    def new_key(self, owner: str) -> PersonKey:
        return self._wrap(AESGCM.generate_key(8 * KEY_BYTES), owner)

    def renewed(self, key: PersonKey, owner: str) -> PersonKey:
        return key if key.key_id == self._present else self._wrap(self._unwrap(key, owner), owner)

    def seal(self, key: PersonKey, owner: str, part: str, data: bytes) -> bytes:
        return seal(AESGCM(self._unwrap(key, owner)), owner, part, data)

    def open(self, key: PersonKey, owner: str, part: str, sealed: bytes) -> bytes:
        return unseal(AESGCM(self._unwrap(key, owner)), owner, part, sealed)

    def _wrap(self, bare: bytes, owner: str) -> PersonKey:
        return PersonKey(self._present, seal(self._ciphers[self._present], owner, _WRAPPING, bare))

    def _unwrap(self, key: PersonKey, owner: str) -> bytes:
        cipher = self._ciphers.get(key.key_id)
        if cipher is None:
            raise Unreadable(f"the deployment's key {key.key_id} is not among REMATCH_SEALING_KEY and its former ones")
        return unseal(cipher, owner, _WRAPPING, key.wrapped)
