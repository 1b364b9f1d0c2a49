"""A posting's pairs are shared out fairly, whatever the tenants' sizes."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from rematch_match.domain.sharing import shares
from tests.fakes.samples import job_id

TENANTS = st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.integers(0, 500), max_size=40)


@given(TENANTS, st.uuids(), st.integers(1, 300), st.integers(1, 2_000))
def test_nobody_is_starved_and_nothing_is_wasted(wanted: dict[str, int], posting: UUID, each: int, total: int) -> None:
    got = shares(wanted, posting, each, total)
    want = {tenant: min(each, count) for tenant, count in wanted.items()}
    assert sum(got.values()) == min(total, sum(want.values()))
    assert all(0 < got[tenant] <= want[tenant] for tenant in got)
    unmet = [got.get(tenant, 0) for tenant in want if got.get(tenant, 0) < want[tenant]]
    if unmet:
        assert max(unmet) - min(unmet) <= 1, "who doesn't get all gets as much as the others who don't"
        assert max(got.values()) <= min(unmet) + 1, "nobody gets more than who goes short"


@given(TENANTS, st.uuids(), st.integers(0, 500))
def test_a_small_tenant_loses_nothing_to_one_that_grows(wanted: dict[str, int], posting: UUID, more: int) -> None:
    if not wanted:
        return
    largest = max(wanted, key=lambda tenant: (wanted[tenant], tenant))
    before = shares(wanted, posting, 300, 1_000)
    after = shares(wanted | {largest: wanted[largest] + more}, posting, 300, 1_000)
    even = 1_000 // len(wanted)
    assert all(after.get(tenant, 0) >= min(before.get(tenant, 0), even) for tenant in wanted)


def test_the_shares_of_many_small_and_few_large_tenants() -> None:
    wanted = {"huge": 100_000, "large": 9_000, "tiny": 3, "small": 40}
    assert shares(wanted, job_id(1), 200, 243) == {"tiny": 3, "small": 40, "large": 100, "huge": 100}
    assert shares(wanted, job_id(1)) == {"tiny": 3, "small": 40, "large": 200, "huge": 200}


def test_where_tenants_are_more_than_pairs_each_has_its_turn() -> None:
    wanted = {f"t-{n}": 50 for n in range(100)}
    turns = Counter(tenant for number in range(400) for tenant in shares(wanted, job_id(number), 200, 10))
    assert len(turns) == 100
    assert max(turns.values()) < 80, "forty turns each are expected"
    assert shares(wanted, job_id(7), 200, 10) == shares(dict(reversed(wanted.items())), job_id(7), 200, 10)
