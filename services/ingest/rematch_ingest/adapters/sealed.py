"""Sealing with AES-256-GCM: the deployment's key wraps a person's key, the person's key seals their data.

What is sealed is a nonce of 12 bytes and the ciphertext with its tag. Owner and part are authenticated with it, so
that a row can't be given another person's data, nor a CV pass for a record.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rematch_common.errors import Unusable
from rematch_ingest.ports.sealing import PersonKey, Unreadable

KEY_BYTES = 32
_NONCE = 12
_WRAPPING = "key"


def deployment_key(text: str) -> bytes:
    """The key that a setting holds. Raises Unusable, without quoting it."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise Unusable("REMATCH_SEALING_KEY must be the base64 of 32 bytes: make one with `openssl rand -base64 32`")
    return key


def key_id_of(key: bytes) -> str:
    """Names a deployment's key without telling anything of it."""
    return hashlib.sha256(b"rematch sealing key" + key).hexdigest()[:12]


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
        return _seal(AESGCM(self._unwrap(key, owner)), owner, part, data)

    def open(self, key: PersonKey, owner: str, part: str, sealed: bytes) -> bytes:
        return _open(AESGCM(self._unwrap(key, owner)), owner, part, sealed)

    def _wrap(self, bare: bytes, owner: str) -> PersonKey:
        return PersonKey(self._present, _seal(self._ciphers[self._present], owner, _WRAPPING, bare))

    def _unwrap(self, key: PersonKey, owner: str) -> bytes:
        cipher = self._ciphers.get(key.key_id)
        if cipher is None:
            raise Unreadable(f"the deployment's key {key.key_id} is not among REMATCH_SEALING_KEY and its former ones")
        return _open(cipher, owner, _WRAPPING, key.wrapped)


def _seal(cipher: AESGCM, owner: str, part: str, data: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, data, _about(owner, part))


def _open(cipher: AESGCM, owner: str, part: str, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _about(owner, part))
    except (InvalidTag, ValueError):
        raise Unreadable(f"{part} can't be opened: it was sealed for somebody else, or was changed since") from None


def _about(owner: str, part: str) -> bytes:
    return f"{owner}\0{part}".encode()
