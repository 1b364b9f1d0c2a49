"""How the pairs that one posting may cost are shared out among the tenants."""

import zlib
from collections.abc import Mapping
from uuid import UUID

EACH, TOTAL = 200, 4_000


def shares(wanted: Mapping[str, int], posting: UUID, each: int = EACH, total: int = TOTAL) -> dict[str, int]:
    """Of how many people of each tenant a posting is scored: what a tenant wants, `each` at most, `total` in all.

    Water-filling: who wants little gets it, and what that leaves goes to the others in equal parts, so a large tenant
    never takes from a small one. What can't be divided, and all of it where tenants are more than pairs, goes by a
    hash of posting and tenant: with every posting to others. Tenants that get nothing are left out.
    """
    want = {tenant: min(each, count) for tenant, count in wanted.items() if count > 0}
    rising = sorted(want, key=lambda tenant: (want[tenant], tenant))
    got: dict[str, int] = {}
    left = total
    for place, tenant in enumerate(rising):
        even = left // (len(rising) - place)
        if want[tenant] > even:
            return got | _even(rising[place:], left, posting)
        got[tenant] = want[tenant]
        left -= want[tenant]
    return got


def _even(tenants: list[str], left: int, posting: UUID) -> dict[str, int]:
    """Each of these wants more than an equal part."""
    even, over = divmod(left, len(tenants))
    lucky = set(sorted(tenants, key=lambda tenant: (turn(posting, tenant), tenant))[:over])
    return {tenant: even + (tenant in lucky) for tenant in tenants if even or tenant in lucky}


def turn(posting: UUID, word: str) -> int:
    """A number from 0 to 2**32 that is another one with every posting."""
    return zlib.crc32(word.encode(), zlib.crc32(posting.bytes))
