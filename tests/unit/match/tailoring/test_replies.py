"""What a model may suggest: words of the facts that it cites, and common ones."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from rematch_match.domain.tailoring.briefs import Suggestion
from rematch_match.domain.tailoring.prompts import DEFAULT_PROMPT, PROMPTS, SCHEMA
from rematch_match.domain.tailoring.replies import common_words, read_suggestions
from rematch_match.domain.verdicts.plain_words import BadReply
from tests.fakes.samples import person
from tests.unit.match.tailoring.pairs import brief, opening

BRIEF = brief()
PROMPT = PROMPTS[DEFAULT_PROMPT]
ASKS = {ask.skill or ask.kind: ask for ask in BRIEF.asks}
GOOD = "Put Kafka first among the main skills."


def one(text: Any = GOOD, ask: str = "kafka", facts: list[str] | None = None) -> dict[str, Any]:
    known = ASKS[ask]
    return {"ask": known.id, "facts": facts if facts is not None else [known.answered_by[0].id], "text": text}


def told(*suggestions: Any, **more: Any) -> str:
    return json.dumps({"suggestions": list(suggestions), **more})


def read(reply: str) -> tuple[Suggestion, ...]:
    return read_suggestions(reply, BRIEF, PROMPT)


def complaint(reply: str) -> str:
    with pytest.raises(BadReply) as bad:
        read(reply)
    return bad.value.complaint


def test_it_is_read_with_the_facts_and_the_ask_that_it_names() -> None:
    (found,) = read(f"Sure:\n```json\n{told(one())}\n```")
    assert (found.text, found.ask, found.facts) == (GOOD, ASKS["kafka"], ASKS["kafka"].answered_by)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Name Python next to Django in the skills section.", "python"),
        ("Tell the 6 years of experience in the headline.", "years"),
        ("Begin the summary with the role: data engineer.", "title"),
        ("Say early that German is fluent.", "german-c1"),
        ("Show the 1 year of Kafka.", "kafka"),
        ("**Highlight** Kafka, and link it to the job.", "kafka"),
    ],
)
def test_words_of_the_facts_and_common_ones_pass(text: str, ask: str) -> None:
    assert read(told(one(text, ask)))[0].text == text.replace("*", "")


@pytest.mark.parametrize(
    "text",
    [
        "Say that they led a team with Kafka.",
        "Mention the Confluent certification beside Kafka.",
        "Put Kafka and PostgreSQL first.",
        "Bring out Kafka and Kubernetes.",
        "Show 5 years of Kafka.",
        "Show ten years of Kafka.",
        "They are an expert in Kafka.",
        "Mention Kafka at Google.",
        "Kafka saved 2 million.",
        "Name the Kafka licence.",
        "See kafka.io for more.",
        "[Kafka](/x)",
        "Mail jane@roe.example about Kafka",
        "",
        "Kafka " * 80,
    ],
)
def test_a_text_that_says_more_is_left_out(text: str) -> None:
    assert complaint(told(one(text))) in ("text", "skills")
    assert [each.text for each in read(told(one(text), one("Name SQL first.", "sql")))] == ["Name SQL first."]


@pytest.mark.parametrize(
    "facts", [[], ["f99"], ["p1"], ["Kafka"], [ASKS["sql"].answered_by[0].id], [ASKS["kafka"].answered_by[0].id, "f0"]]
)
def test_one_that_rests_on_no_fact_or_on_another_is_left_out(facts: list[str]) -> None:
    assert complaint(told(one(facts=facts))) == "facts"


def test_a_number_belongs_to_the_one_fact_that_has_it() -> None:
    kafka, sql = (ASKS[name].answered_by[0].id for name in ("kafka", "sql"))
    assert read(told(one("Name Kafka beside SQL.", facts=[kafka, sql])))
    assert complaint(told(one("Show 1 year of SQL beside Kafka.", facts=[kafka, sql]))) == "text"
    assert complaint(told(one("Show 3 years of Python.", "python"))) == "text", "they are years of Django"


def test_an_ask_that_nobody_made_is_none_and_each_counts_once() -> None:
    assert complaint(told(one() | {"ask": "p99"})) == "facts"
    assert [each.text for each in read(told(one(), one("Name Kafka twice.")))] == [GOOD]


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Put Kafka first.",
        "[]",
        '{"suggestions": 1}',
        '{"suggestions": [1]}',
        told(one(7)),
        told({"text": GOOD}),
        told(*[one()] * 99),
        told(),
    ],
)
def test_what_has_another_form_is_no_reply(reply: str) -> None:
    assert complaint(reply) in ("no_json", "suggestions")


@pytest.mark.parametrize("leak", ["Reference RM-8D3X-TAILOR-T1", "rm8d3x tailor t1", "1T-ROLIAT-X3D8-MR"])
def test_a_reply_that_repeats_the_prompt_is_no_reply(leak: str) -> None:
    assert complaint(told(one(leak), one("Name SQL first.", "sql"))) == "leak"
    assert complaint(f"{PROMPT.system[:200]} {told(one())}") == "leak"
    assert complaint(told(one(), notes=leak)) == "leak"


def test_a_skill_that_no_table_knows_is_named_for_people_again() -> None:
    job, thing = opening(), "zzyzx-frobnicator"
    own = brief(replace(job, required=job.required | {thing}), person(skills=frozenset({thing})))
    (ask,) = own.asks
    name = ask.answered_by[0].text
    assert name.startswith("unlisted-")
    reply = told({"ask": ask.id, "facts": ["f1"], "text": f"Put {name.capitalize()} first."})
    assert read_suggestions(reply, own, PROMPT)[0].text == "Put zzyzx frobnicator first."


def test_no_common_word_claims_anything() -> None:
    claims = """led lead expert senior certified certificate licence licensed degree bachelor master phd award million
    one two three five ten hundred team managed python expertise proficient fluent native best excellent strong proven
    years-old successful success grew saved built founded promoted university google always never deep extensive"""
    assert not common_words() & set(claims.split())


def test_the_prompt_never_changes_under_its_version() -> None:
    digests = {version: sha256(prompt.system.encode()).hexdigest()[:16] for version, prompt in PROMPTS.items()}
    assert digests == {"t1": "8e817c27fbfb6e41"}
    assert all(prompt.version == version and prompt.canary in prompt.system for version, prompt in PROMPTS.items())
    assert set(SCHEMA["required"]) == {"suggestions"}


def test_a_model_is_told_asks_that_have_answers_and_their_facts_alone() -> None:
    system, user = PROMPT.messages(BRIEF)
    assert system["content"] == PROMPT.system
    data = json.loads(user["content"])
    assert data["facts"].splitlines()[0] == "f1: Kafka, a main skill, 1 year"
    for hidden in ("PostgreSQL", "CISSP", "ooking", "Roe", "1234567", "demo", "c-1", "Nordlicht", "freight"):
        assert hidden not in user["content"], hidden
    again = PROMPT.repair(BRIEF, "no", "the text is bad.")
    assert [message["role"] for message in again] == ["system", "user", "assistant", "user"]
    assert "the text is bad." in again[-1]["content"]
