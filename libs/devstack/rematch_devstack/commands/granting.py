"""What `rematch topics --acls` does: grants ACCESS to the users of Kafka, and tells what they may do beyond it."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rematch_common.contracts import Introduction
from rematch_devstack.commands.console import complain, say
from rematch_devstack.security import acls
from rematch_devstack.security.acls import Binding
from rematch_devstack.security.granting import Grants, administrating, difference, grant, take_back


@dataclass(frozen=True)
class Wish:
    """For whom beside the services; `check`: nothing is changed; `revoke`: what is beyond is taken back."""

    introductions: Sequence[Introduction] = ()
    tenants: Sequence[str] = ()
    check: bool = False
    revoke: bool = False


def settle(bootstrap: str, wish: Wish) -> bool:
    """Whether all is as it should be now."""
    found = asyncio.run(settled(bootstrap, wish))
    for line in _by_user("missing" if wish.check else "granted", found.missing):
        say(line)
    for binding in found.beyond:
        (say if wish.revoke and not wish.check else complain)(f"{_word(wish)}: {binding}")
    if not (found.missing or found.beyond):
        say("everybody may do what ACCESS says, and nothing more")
    return not (wish.check and found.missing) and (not found.beyond or (wish.revoke and not wish.check))


async def settled(bootstrap: str, wish: Wish) -> Grants:
    """What was missing and what is beyond; changed as the wish is. StackError where Kafka refuses."""
    wanted = acls.wanted() | acls.wanted_of_readers(wish.tenants) | acls.wanted_of_introductions(wish.introductions)
    async with administrating(bootstrap) as admin:
        found = await difference(admin, wanted)
        if not wish.check:
            await grant(admin, found.missing)
            if wish.revoke:
                await take_back(admin, found.beyond)
    return found


def _word(wish: Wish) -> str:
    return "taken back" if wish.revoke and not wish.check else "beyond what ACCESS says"


def _by_user(word: str, bindings: Sequence[Binding]) -> list[str]:
    """A line a user: there are hundreds of entries."""
    counted = Counter(each.principal.removeprefix("User:") for each in bindings)
    return [
        f"{word}: {count} {'entry' if count == 1 else 'entries'} of {user}" for user, count in sorted(counted.items())
    ]
