"""Why an ad is where it is, as dedup's answers tell it."""

from typing import Any

import pytest

from rematch_console.domain.reasons import ordinal, reason

LIKE = {"source": "indeed", "external_id": "123"}


def ad(stage: str, like: dict[str, str] | None = LIKE, **evidence: Any) -> dict[str, Any]:
    return {"why": {"stage": stage, "like": like, "similarity": 0.91, "evidence": evidence}}


@pytest.mark.parametrize(
    ("told", "place", "sentence"),
    [
        (ad("none", None), 1, "first ad of this opening: like no other ad that was known"),
        (ad("text_hash", agree=["city"]), 3, "third ad of this opening: same text as indeed:123, city agrees"),
        (
            ad("text_hash", agree="company, title"),
            2,
            "second ad of this opening: same text as indeed:123; company and title agree",
        ),
        (ad("text", shared_text=0.62), 11, "11th ad of this opening: 62% of the text shared with indeed:123"),
        (
            ad("grey", agree=["city"], doubts=["pay"], probability=0.878),
            2,
            "second ad of this opening: nearly like indeed:123: 88% probable, city agrees, "
            "pay speaks against it, too little to count",
        ),
        (ad("verdict"), 22, "22nd ad of this opening: somebody said that it is the same as indeed:123"),
        (ad("other"), 2, "second ad of this opening: like indeed:123"),
        ({}, 2, "second ad of this opening"),
    ],
)
def test_a_reason_is_a_sentence(told: dict[str, Any], place: int, sentence: str) -> None:
    assert reason(told, place) == sentence


def test_ordinals() -> None:
    assert [ordinal(n) for n in (1, 10, 12, 21, 33, 111)] == ["first", "tenth", "12th", "21st", "33rd", "111th"]
