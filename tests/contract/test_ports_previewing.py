"""What would be decided is what is decided, over every store of openings, and looking changes nothing."""

import pytest

from rematch_dedup.domain.decision import ad_key
from rematch_dedup.handlers.previewing import Foresee
from tests.contract.openings_subjects import RULES, STORES, Subject, changed, job, opened, records
from tests.fakes.samples import NOW

A, B, OTHER = job(1), job(1, source="indeed"), job(2)
subject = pytest.fixture(params=STORES)(opened)


def foresee(subject: Subject) -> Foresee:
    return Foresee(subject.catalogue, lambda: NOW, RULES)


async def test_of_nothing_known_it_would_be_new_and_stays_unknown(subject: Subject) -> None:
    foreseen = await foresee(subject)(A)
    assert (foreseen.decision.outcome, foreseen.opening) == ("new_opening", None)
    assert await subject.catalogue.opening_of(ad_key(A)) is None
    assert (await foresee(subject)(A)).decision.outcome == "new_opening"


async def test_one_more_ad_names_the_opening_and_why(subject: Subject) -> None:
    await subject.handle(records(A, OTHER))
    before = await subject.told(ad_key(A))
    foreseen = await foresee(subject)(B)
    assert foreseen.decision.outcome == "ad_of_opening"
    assert foreseen.opening == before == await subject.told(ad_key(A))
    assert foreseen.decision.ad.why.like == ad_key(A)
    assert await subject.catalogue.opening_of(ad_key(B)) is None
    await subject.handle(records(B, first=2))
    assert (await subject.told(ad_key(B))).opening.job_id == foreseen.decision.ad.job_id


async def test_an_ad_that_comes_again_is_known(subject: Subject) -> None:
    await subject.handle(records(A))
    assert (await foresee(subject)(A)).decision.outcome == "refreshed"
    dearer = changed(A, description=f"{A.description} You know dbt and Airflow.")
    assert (await foresee(subject)(dearer)).decision.outcome == "updated"
    assert (await subject.told(ad_key(A))).opening.version == 1
