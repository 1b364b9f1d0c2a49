"""Wires candidates: their stores, what seals them, and what their routes call."""

from rematch_common.clock import utc_now
from rematch_common.contracts import CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK
from rematch_common.database import Database
from rematch_common.wiring import Worker
from rematch_ingest.adapters.cv_process import CvProcess
from rematch_ingest.adapters.postgres_candidates import PostgresCandidates
from rematch_ingest.adapters.postgres_choices import PostgresChoices
from rematch_ingest.adapters.postgres_cvs import PostgresCvs
from rematch_ingest.adapters.postgres_people import PostgresPeople
from rematch_ingest.adapters.sealing_key import SealingKeys
from rematch_ingest.api import Recruiting
from rematch_ingest.handlers.candidates import Settle, TakeIn
from rematch_ingest.handlers.cvs import TakeCvs
from rematch_ingest.handlers.exporting import Export
from rematch_ingest.settings import Settings


def recruiting(worker: Worker, settings: Settings, database: Database, settle: Settle) -> Recruiting:
    """`settle` publishes what was written, now or later."""
    sealing = SealingKeys(settings.seals_by)
    people, cvs = PostgresPeople(database, sealing), PostgresCvs(database, sealing)
    candidates = PostgresCandidates(database, sealing, settings.roles_of_tenant)
    take = TakeIn(candidates, PostgresChoices(database), settle, utc_now)
    worker.with_resource(sealing)
    worker.writes(CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK)
    return Recruiting(take, people, TakeCvs(CvProcess(), cvs, people, take, utc_now), Export(people, cvs))
