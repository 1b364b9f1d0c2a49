"""Make access keys."""

from collections.abc import Sequence

from rematch_common.clock import Now
from rematch_common.contracts import AccessKey
from rematch_common.keys import mint
from rematch_ingest.ports.keys import AccessKeys


async def create_key(keys: AccessKeys, tenant_id: str, scopes: Sequence[str], name: str | None, now: Now) -> str:
    """The new key's text: shown now, and never again."""
    new = mint()
    key = AccessKey(
        key_id=new.key_id, tenant_id=tenant_id, name=name, scopes=tuple(scopes), sha256=new.sha256, created_at=now()
    )
    await keys.add(key)
    return new.text
