"""The access keys as their topic tells them, followed like every API does."""

from rematch_common.keyring import KeyRing
from rematch_common.keys import Principal


class FollowedKeys:
    """See rematch_console.ports.principals.Principals. `run` goes on until it is cancelled."""

    def __init__(self, bootstrap: str) -> None:
        self._ring = KeyRing(bootstrap)

    @property
    def complete(self) -> bool:
        return self._ring.complete

    def of(self, key: str) -> Principal | None:
        return self._ring.verify(key)

    async def run(self) -> None:
        await self._ring.run()
