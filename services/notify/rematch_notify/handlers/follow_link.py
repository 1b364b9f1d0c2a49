"""Do what a link in a message says."""

from rematch_common.clock import Now
from rematch_notify.domain.links import Link
from rematch_notify.ports.links import Links, NotALink, Reactions


class FollowLink:
    """Raises NotALink for a link that is none, or none any more."""

    def __init__(self, links: Links, reactions: Reactions, now: Now) -> None:
        self._links = links
        self._reactions = reactions
        self._now = now

    def look(self, token: str) -> Link:
        """What it would do. Nothing is done by it: programs that look for harm in mails open every link."""
        link = self._links.read(token)
        if link.until <= self._now():
            raise NotALink("expired")
        return link

    async def follow(self, token: str) -> Link:
        link = self.look(token)
        said = self._reactions.unsubscribe if link.deed == "unsubscribe" else self._reactions.react
        if not await said(link, self._now()):
            raise NotALink("about nothing that is known")
        return link
