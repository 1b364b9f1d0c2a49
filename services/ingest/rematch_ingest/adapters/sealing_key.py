"""Where the deployment's keys come from: the setting, else a file that a run on one machine makes for itself."""

import base64
import os
from pathlib import Path
from uuid import uuid4

from rematch_common.errors import DependencyAway, Unusable
from rematch_ingest.adapters.sealed import KEY_BYTES, Sealed, deployment_key
from rematch_ingest.ports.sealing import PersonKey

FILE = "sealing.key"


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


class SealingKeys:
    """Sealing that is there once the service starts: without a key it can't run, and says so."""

    def __init__(self, present: str, former: str, data_dir: Path | None) -> None:
        self._told = [text for text in (present, *former.split(",")) if text.strip()]
        self._set = bool(present.strip())
        self._data_dir = data_dir
        self._sealed: Sealed | None = None

    async def start(self) -> None:
        """Raises Unusable when there is no key, or one that is none."""
        keys = [deployment_key(text) for text in self._told]
        if not self._set:
            keys.insert(0, self._kept())
        self._sealed = Sealed(keys)

    async def stop(self) -> None:
        return None

    def _kept(self) -> bytes:
        if self._data_dir is None:
            raise Unusable(
                "set REMATCH_SEALING_KEY (`openssl rand -base64 32`), the same for all replicas, and keep it: "
                "without it nobody's personal data can be read again"
            )
        return kept_key(self._data_dir)

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
