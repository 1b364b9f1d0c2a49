"""What is to be read again, in memory."""

from collections.abc import Sequence

from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.ports import Arrivals
from rematch_match.ports.circumstances import Circumstances


class FakeUnread:
    """See rematch_match.ports.unread.Unread."""

    def __init__(self, jobs: Sequence[JobFacts], people: Sequence[CandidateFacts]) -> None:
        self.jobs = list(jobs)
        self.people = list(people)

    async def some(self, under: Circumstances, most: int) -> Arrivals:
        jobs = [job for job in self.jobs if job.alive and job.reading < under.reading]
        people = [one for one in self.people if one.alive and one.reading < under.readings.get(one.key[0], 0)]
        return Arrivals(jobs[:most], [] if jobs else people[:most])

    async def keep(self, read: Arrivals) -> None:
        jobs, people = {job.job_id: job for job in read.jobs}, {one.key: one for one in read.candidates}
        self.jobs = [jobs.get(job.job_id, job) for job in self.jobs]
        self.people = [people.get(one.key, one) for one in self.people]
