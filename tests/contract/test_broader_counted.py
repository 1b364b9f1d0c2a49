"""Matches that are shown as broader than is aimed at are counted by profile, each once, in every store."""

from prometheus_client import REGISTRY

from tests.contract.stores import Subject
from tests.contract.test_ports_store_places import HYBRID, found_in_order
from tests.fakes.occasions import worth
from tests.fakes.samples import person


def shown(profile: str = "hybrid") -> float:
    return REGISTRY.get_sample_value("rematch_broader_matches_total", {"profile": profile}) or 0.0


async def test_those_that_are_found_below_what_is_aimed_at(subject: Subject) -> None:
    before, others = shown(), shown("rematch")
    await subject.write(person())
    await found_in_order(subject, worth(1, 80), worth(2, 54), worth(3, 60), worth(4, 69), on=HYBRID)
    assert await subject.said() == ["c-1 found J1 80", "c-1 found J3 60", "c-1 found J4 69"]
    assert (shown() - before, shown("rematch") - others) == (2, 0)


async def test_one_that_becomes_broader_and_stays_so(subject: Subject) -> None:
    await subject.write(person())
    await found_in_order(subject, worth(1, 80), on=HYBRID)
    before = shown()
    for version, score in ((2, 66), (3, 61)):
        await subject.arrive(worth(1, score, version), on=HYBRID)
    assert (await subject.said())[1:] == ["c-1 updated J1 66", "c-1 updated J1 61"]
    assert shown() - before == 1


async def test_who_has_only_the_very_best_is_shown_no_broader_ones(subject: Subject) -> None:
    """Nor are these kept back for one in the middle of what is aimed at."""
    await subject.write(person())
    await found_in_order(subject, worth(1, 95), worth(2, 60), worth(3, 92), worth(4, 90), worth(5, 75), on=HYBRID)
    found = [said for said in await subject.said() if " found " in said]
    assert found == ["c-1 found J1 95", "c-1 found J2 60", "c-1 found J3 92", "c-1 found J4 90", "c-1 found J5 75"]
    assert "c-1 withdrawn displaced" in await subject.said()
