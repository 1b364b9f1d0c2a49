"""What was read once needn't be read again: the same facts for the same reading, whatever else the posting says."""

from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import RAW_JOBS, RawJob
from rematch_dedup.domain.decision import Rules
from rematch_dedup.domain.facts import retold, understand
from rematch_dedup.domain.readings import READ, reading_of
from rematch_dedup.handlers import Deduplicate, deduplicate
from tests.fakes.openings import FakeOpenings
from tests.fakes.samples import NOW, received
from tests.unit.dedup.test_decision import OTHER_TEXT, A, changed

OTHERWISE: dict[str, Any] = {
    "source": "another", "title": "Senior Cook", "company": "Nordlicht", "description": OTHER_TEXT, "location": "Bonn",
    "external_id": "else", "url": "https://jobs.example.com/9", "remote": True, "employment_type": "contract",
    "salary_text": "60k EUR", "salary_min": 1.0, "salary_max": 90_000.0, "salary_currency": "USD",
    "salary_period": "year", "skills": ["Welding"], "experience_min_years": 7, "experience_max_years": 9,
    "requirements": "Ten years of Rust.", "industry": "Food", "apply_url": "https://jobs.example.com/apply",
    "posted_at": NOW, "expires_at": NOW + timedelta(days=3), "scraped_at": NOW, "closed": True, "filled": True,
    "ingest_id": "in-9", "scrape_ref": "ref-9", "scrape_role": "cook",
}  # fmt: skip


def test_every_field_is_tried() -> None:
    assert OTHERWISE.keys() == RawJob.model_fields.keys()


@pytest.mark.parametrize("field", OTHERWISE)
def test_a_field_is_read_anew_or_taken_over(field: str) -> None:
    other = changed(A, **{field: OTHERWISE[field]})
    assert (reading_of(other) != reading_of(A)) == (field in READ)
    if field not in READ:
        facts = retold(other, understand(A))
        assert facts == understand(other)
        assert list(facts.fields) == list(understand(other).fields)


async def test_what_was_read_before_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[RawJob] = []

    def counted(raw: RawJob) -> Any:
        read.append(raw)
        return understand(raw)

    monkeypatch.setattr(deduplicate, "understand", counted)
    openings = FakeOpenings()
    handle = Deduplicate(openings, lambda: NOW, Rules())
    batches = [[A, changed(A, source="another")], [changed(A, posted_at=NOW), changed(A, source="third")]]
    for number, batch in enumerate(batches):
        await handle([received(RAW_JOBS, raw.key, raw, 10 * number + n) for n, raw in enumerate(batch)])
    assert read == [A]
    assert len(openings.openings) == 1
    assert openings.ads["lever", "p-1"].facts.fields["posted_at"] == NOW.isoformat()
