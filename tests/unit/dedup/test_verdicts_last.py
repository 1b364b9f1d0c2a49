"""What was said of two ads holds against all that is crawled later."""

from datetime import timedelta

import pytest

from rematch_common.contracts import RawJob
from rematch_dedup.domain.decision import ad_key, decide
from tests.fakes.samples import NOW, sighting
from tests.unit.dedup.test_decision import HOUR, NEWER_TEXT, OTHER, OTHER_TEXT, RULES, TEXT, A, B, changed, history
from tests.unit.dedup.test_verdicts import KEY_A, KEY_B, KEY_OTHER, LIKE_OTHER, say, stored, together

THIRD_TEXT = (
    "You maintain the buoys of the fairway. You measure depths with the sonar boat each spring. You chart wrecks for"
    " the coast guard. You order lamps and anchor chains. You take part in the oil spill drill every autumn."
)


@pytest.mark.parametrize("again", [A, B, NEWER_TEXT, changed(B, description=TEXT + " You know dbt.")])
def test_a_verdict_outlives_every_later_crawl(again: RawJob) -> None:
    apart, joined = stored(A, B), stored(A, OTHER)
    say(apart, KEY_A, KEY_B, "different")
    say(joined, KEY_A, KEY_OTHER, "same")
    for hour, raw in enumerate((again, A, B, again, LIKE_OTHER, OTHER), 1):
        for known in (apart, joined):
            decide(sighting(raw, NOW + timedelta(days=1) + hour * HOUR, 100 + hour), known, RULES)
    assert apart.ads[KEY_A].job_id != apart.ads[KEY_B].job_id
    assert joined.ads[KEY_A].job_id == joined.ads[KEY_OTHER].job_id


def test_an_ad_that_is_like_both_does_not_join_what_was_said_to_differ() -> None:
    known = stored(A, B)
    say(known, KEY_A, KEY_B, "different")
    for number in range(3):
        history(changed(A, external_id=f"bridge-{number}"), known=known)
    assert known.ads[KEY_A].job_id != known.ads[KEY_B].job_id


def test_a_bridge_to_a_third_opening_does_not_join_them_either() -> None:
    texts = [TEXT, OTHER_TEXT, THIRD_TEXT]
    ads = [changed(A, external_id=f"t-{n}", description=text) for n, text in enumerate(texts)]
    # Its pay makes the first one the best of the three.
    ads[0] = changed(ads[0], salary_text="€60,000 a year")
    known = stored(*ads)
    assert len(together(known)) == 3
    say(known, ad_key(ads[1]), ad_key(ads[2]), "different")
    bridge = changed(ads[0], source="board", description="\n".join(texts))
    decide(sighting(bridge, NOW + HOUR, 9), known, RULES)
    assert known.ads[ad_key(bridge)].why.stage == "text"
    assert known.ads[ad_key(ads[1])].job_id != known.ads[ad_key(ads[2])].job_id
