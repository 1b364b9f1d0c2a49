"""Sealing with AES-256-GCM by keys of the deployment, and where these come from.

What is sealed is a nonce of 12 bytes and the ciphertext with its tag. Owner and part are authenticated with it, so
that a row can't be given what is somebody else's.
"""

import base64
import binascii
import hashlib
import os
from pathlib import Path
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rematch_common.errors import DependencyAway, Unreadable, Unusable
from rematch_common.secret import Secret, text_of

KEY_BYTES = 32
FILE = "sealing.key"
_NONCE = 12
_ID = 12


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
    return hashlib.sha256(b"rematch sealing key" + key).hexdigest()[:_ID]


def seal(cipher: AESGCM, owner: str, part: str, data: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, data, _about(owner, part))


def unseal(cipher: AESGCM, owner: str, part: str, sealed: bytes) -> bytes:
    """Raises Unreadable."""
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _about(owner, part))
    except (InvalidTag, ValueError):
        raise Unreadable(f"{part} can't be opened: it was sealed for somebody else, or was changed since") from None


def _about(owner: str, part: str) -> bytes:
    return f"{owner}\0{part}".encode()


def kept_key(data_dir: Path) -> bytes:
    """The key of this data directory, made on the first call. Readable by its owner alone, from its first byte on."""
    path = data_dir / FILE
    if not path.exists():
        fresh = data_dir / f"{FILE}.{uuid4().hex}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(os.urandom(KEY_BYTES)))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # never over one that another process has made meanwhile
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return deployment_key(path.read_text("ascii"))


class DeploymentKeys:
    """The setting's keys, the present one first, else one that a run on one machine keeps for itself."""

    def __init__(self, present: Secret, former: Secret, data_dir: Path | None) -> None:
        self._present = present
        self._former = former
        self._data_dir = data_dir

    def read(self) -> list[bytes]:
        """Raises Unusable when there is no key, or one that is none."""
        try:
            present, former = text_of(self._present).strip(), text_of(self._former)
        except OSError as error:
            raise Unusable(f"a sealing key can't be read (REMATCH_SEALING_KEY_FILE and its like): {error}") from error
        keys = [deployment_key(text) for text in (present, *former.split(",")) if text.strip()]
        return keys if present else [self._kept(), *keys]

    def _kept(self) -> bytes:
        if self._data_dir is None:
            raise Unusable(
                "set REMATCH_SEALING_KEY (`openssl rand -base64 32`), the same for all replicas, and keep it: "
                "without it nobody's personal data can be read again"
            )
        return kept_key(self._data_dir)


class Sealer:
    """Seals by the deployment's key itself what has no key of its own. It can once the service has started."""

    def __init__(self, keys: DeploymentKeys) -> None:
        self._keys = keys
        self._ciphers: dict[bytes, AESGCM] = {}

    async def start(self) -> None:
        """Raises Unusable."""
        self._ciphers = {key_id_of(key).encode(): AESGCM(key) for key in self._keys.read()}

    async def stop(self) -> None:
        return None

    def seal(self, owner: str, part: str, text: str) -> bytes:
        """Raises DependencyAway before the start."""
        if not self._ciphers:  # routes are asked for before the start, too
            raise DependencyAway("the sealing key", "not read yet")
        key_id, cipher = next(iter(self._ciphers.items()))
        return key_id + seal(cipher, owner, part, text.encode())

    def open(self, owner: str, part: str, sealed: bytes) -> str:
        """Raises Unreadable, and DependencyAway before the start."""
        if not self._ciphers:
            raise DependencyAway("the sealing key", "not read yet")
        cipher = self._ciphers.get(sealed[:_ID])
        if cipher is None:
            raise Unreadable(f"{part} was sealed by a key that is not among REMATCH_SEALING_KEY and its former ones")
        return unseal(cipher, owner, part, sealed[_ID:]).decode()
