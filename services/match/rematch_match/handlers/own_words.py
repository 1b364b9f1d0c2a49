"""Read openings and people with the skills that tenants have added: on arrival, and anew when those have changed."""

from dataclasses import replace

from rematch_match.domain.own_skills import Glossary
from rematch_match.ports import Arrivals
from rematch_match.ports.circumstances import Circumstances, Prevailing
from rematch_match.ports.unread import Unread

# So many openings are read again while something fresh may have to wait.
PAGE = 50


class InOwnWords:
    """What has arrived, read in the words of all tenants. It knows them until others are in force."""

    def __init__(self) -> None:
        self._under = Circumstances()
        self._glossary = Glossary({})

    def __call__(self, arrivals: Arrivals, under: Circumstances) -> Arrivals:
        if under is not self._under:
            self._glossary = Glossary({tenant: terms.own_skills for tenant, terms in under.own.items()})
            self._under = under
        return replace(
            arrivals,
            jobs=[self._glossary.job(job, under.reading) for job in arrivals.jobs],
            candidates=[self._glossary.person(person, under.reading) for person in arrivals.candidates],
        )


class ReadAnew:
    """Reads a page of what is left. Where it has got to is in what is stored: a crash loses a page at most."""

    def __init__(self, unread: Unread, prevailing: Prevailing) -> None:
        self._unread = unread
        self._prevailing = prevailing
        self._read = InOwnWords()

    async def __call__(self) -> bool:
        """Whether there was something to read."""
        under = await self._prevailing.now()
        if not under.readings:
            return False
        found = await self._unread.some(under, PAGE)
        if not found.jobs and not found.candidates:
            return False
        await self._unread.keep(self._read(found, under))
        return True
