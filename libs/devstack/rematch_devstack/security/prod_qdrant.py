"""Qdrant: encrypted, and asking for its key."""

from pathlib import Path

import httpx

from rematch_common.secured import RenewedContext
from rematch_devstack.doctor import Check
from rematch_devstack.security.prod import Deployment, judge

_PATIENCE = 10.0
_NO = (401, 403)


async def qdrant(deployment: Deployment) -> list[Check]:
    url = deployment.environ.get("REMATCH_QDRANT_URL", "").strip().rstrip("/")
    if not url:
        return [Check("Qdrant", True, "no server: match keeps the vectors itself, or in PostgreSQL")]
    faults = [] if url.startswith("https://") else [f"{url} is not https"]
    encrypted = judge("Qdrant encrypted", faults, url, "let REMATCH_QDRANT_URL begin with https://")
    try:
        key = deployment.told("REMATCH_QDRANT_API_KEY")
        without, within = await _answers(url, deployment.environ.get("REMATCH_QDRANT_CA_FILE", ""), key)
    except (httpx.HTTPError, OSError) as error:
        why = str(error) or type(error).__name__
        return [
            encrypted,
            Check("Qdrant's key", False, f"{url} does not answer: {why}", "see its address and REMATCH_QDRANT_CA_FILE"),
        ]
    return [encrypted, _key(without, within, key)]


async def _answers(url: str, ca: str, key: str) -> tuple[int, int]:
    """What it says to who has no key, and to who has ours."""
    context = RenewedContext(Path(ca) if ca else None)
    async with httpx.AsyncClient(verify=context, timeout=_PATIENCE) as client:
        without = (await client.get(f"{url}/collections")).status_code
        return without, (await client.get(f"{url}/collections", headers={"api-key": key})).status_code


def _key(without: int, within: int, key: str) -> Check:
    remedy = "set service.api_key in Qdrant, and REMATCH_QDRANT_API_KEY_FILE to the same"
    if without not in _NO:
        return Check("Qdrant's key", False, f"it answers {without} to who has no key", remedy)
    if not key or within != httpx.codes.OK:
        return Check("Qdrant's key", False, f"it answers {within} to ours" if key else "we have none", remedy)
    return Check("Qdrant's key", True, "asked for, and ours is right")
