"""Links as tokens: sealed with AES-SIV under keys made of the deployment's.

They are signed and secret at once, and the same link is always the same token, so that a message that is sent again
is the same message.
"""

import base64
import binascii
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from rematch_common.errors import DependencyAway
from rematch_common.sealing import DeploymentKeys
from rematch_notify.domain.links import Link, packed, unpacked
from rematch_notify.ports.links import NotALink

_LONGEST = 1_000
_ABOUT = [b"rematch link"]


class SealedLinks:
    """See rematch_notify.ports.links.Links. The present key of the deployment seals, the former ones still open. It can
    once the service has started."""

    def __init__(self, keys: DeploymentKeys, base: str) -> None:
        self._keys = keys
        self._base = base.rstrip("/")
        self._ciphers: list[AESSIV] = []

    async def start(self) -> None:
        """Raises Unusable."""
        self._ciphers = [_cipher(key) for key in self._keys.read()]

    async def stop(self) -> None:
        return None

    def url(self, link: Link) -> str:
        sealed = self._ready[0].encrypt(packed(link), _ABOUT)
        token = base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
        return f"{self._base}/{'u' if link.deed == 'unsubscribe' else 'l'}/{token}"

    def read(self, token: str) -> Link:
        if len(token) > _LONGEST:
            raise NotALink("too long")
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise NotALink("unreadable") from None
        for cipher in self._ready:
            try:
                return unpacked(cipher.decrypt(sealed, _ABOUT))
            except (InvalidTag, ValueError):
                continue
        raise NotALink("sealed by another key")

    @property
    def _ready(self) -> list[AESSIV]:
        if not self._ciphers:  # routes are asked for before the start, too
            raise DependencyAway("the sealing key", "not read yet")
        return self._ciphers


def _cipher(key: bytes) -> AESSIV:
    """A key of its own for links: what one key is used for tells nothing of what another is."""
    return AESSIV(hmac.digest(key, b"rematch links", hashlib.sha512))
