"""One audit: what match told, with what people told of themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rematch_devstack.fairness.report import report
from rematch_devstack.fairness.sample import Person
from rematch_devstack.fairness.store import Source, Store


async def audit(told: Sequence[Mapping[str, Any]], store: Store) -> dict[str, Any]:
    """`told`: a line a person, as match says them. Who has attributes and isn't known to match any more counts for
    nothing."""
    attributes, sources = await store.all({one["tenant_id"] for one in told})
    people = [Person.of(one, attributes.get((one["tenant_id"], one["candidate_id"]))) for one in told]
    profiles = sorted({profile for one in told for profile in one["profiles"]})
    return {"profiles": profiles, "sources": [_source(one) for one in sources], **report(people)}


def _source(one: Source) -> dict[str, Any]:
    return {**asdict(one), "first": one.first.isoformat(), "last": one.last.isoformat()}
