"""A pair as it is told to whoever says what to bring out, with what the rules say of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rematch_jobtext import mask_contacts, near, parse_experience
from rematch_match.domain.asks import Brings, WishedTitle
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.own_skills import job_for
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.tailoring.briefs import ORDER, Ask, Brief, Fact, Gap
from rematch_match.domain.tailoring.skills import Asked, asked_of, shown
from rematch_match.domain.verdicts.masking import masked, named
from rematch_match.domain.verdicts.sides import candidate_words, job_words, role_of
from rematch_match.domain.verdicts.suspicion import speaks_to_the_judge, suspicious

MOST_ASKS, _MOST_GAPS = 20, 10
_TITLED, _REQUIRED = 2, 1
_AS = {2: "in the title", 1: "required", 0: "preferred"}
_BECAUSE = {2: "the posting's title names it", 1: "it is required", 0: "it would be welcome"}
_LACKS = {2: "In the posting's title", 1: "Required", 0: "Welcome"}
_SENTENCES = re.compile(r"(?<=[.;!?])\s+|\n")
_LONGEST, _LINES = 300, 400


def brief_of(job: JobFacts, person: CandidateFacts, rarity: Rarity) -> Brief:
    opening = job_for(job, person.key[0])
    asked = asked_of(opening, person, rarity)
    brings = person.brings
    asks = [_skill(opening, brings, one) for one in asked if one.by is not None]
    asks += [*_years(opening, brings), *_titles(opening, brings)]
    return Brief(
        asks=tuple(_numbered(sorted(asks, key=lambda ask: ORDER.index(ask.kind))[:MOST_ASKS])),
        gaps=tuple([*_lacking(opening, asked), *_other_gaps(opening, person, asks)][:_MOST_GAPS]),
        suspect=suspicious((*job_words(opening), *candidate_words(person))),
    )


def _numbered(asks: Sequence[Ask]) -> Iterator[Ask]:
    facts = dict.fromkeys(fact for ask in asks for fact in ask.answered_by)
    numbers = {fact: replace(fact, id=f"f{number}") for number, fact in enumerate(facts, 1)}
    for number, ask in enumerate(asks, 1):
        yield replace(ask, id=f"p{number}", answered_by=tuple(numbers[fact] for fact in ask.answered_by))


def _skill(job: JobFacts, brings: Brings, asked: Asked) -> Ask:
    by, kind = asked.by or asked.skill, asked.kind
    years = brings.skill_years.get(by)
    main = ", a main skill" if by in brings.primary else ""
    more = main + (f", {_years_told(years)}" if years else "")
    name, holder, because = shown(asked.skill), shown(by), _BECAUSE[asked.importance]
    words = {
        "licence": f"Name the licence: {name}; {because}.",
        "language": f"Name the language: {name}; {because}.",
        "implied": f"Name {name} beside {holder}, which implies it: {because}.",
    }
    said = job.asks.evidence.get(asked.skill, "")
    return Ask(
        id="",
        kind=kind,
        text=f"{_AS[asked.importance]}: {named(asked.skill)}{_masked(job, said)}",
        shown=f"{_AS[asked.importance]}: {name}",
        answered_by=(Fact("", f"{named(by)}{more}", f"{holder}{more}", by),),
        own=words.get(kind, f"Bring out {holder}{f' ({_years_told(years)})' if years else ''}: {because}."),
        skill=asked.skill,
        sentence=_sentence(said),
    )


def _years(job: JobFacts, brings: Brings) -> Iterator[Ask]:
    least, had = job.asks.years_min, brings.years
    if least and had is not None and had >= least:
        asked = f"{_years_told(least)} or more"
        yield Ask(
            id="",
            kind="years",
            text=asked,
            shown=asked,
            answered_by=(_fact(f"{_years_told(had)} of experience in all"),),
            own=f"Tell the {_years_told(had)} of experience: {least:g} or more are asked for.",
            sentence=_sentence(_about_years(job)),
        )


def _titles(job: JobFacts, brings: Brings) -> Iterator[Ask]:
    """What they are tells more than what they want to be."""
    asks = job.asks
    role = role_of(WishedTitle(asks.title_core or asks.title, asks.occupation, asks.seniority))
    wishes = [(title, "wants to be") for title in brings.titles]
    both = [(brings.headline, "is"), *wishes]
    fits = [(title, how) for title, how in both if title is not None and _close(title, asks.occupation)]
    if fits and role:
        title, how = fits[0]
        own = role_of(title)
        begin = f"Begin with what they are, {own}" if how == "is" else f"Say that they want to be {own}"
        yield Ask(
            id="",
            kind="title",
            text=role,
            shown=role,
            answered_by=(_fact(f"{how} {own}"),),
            own=f"{begin}: the opening is {role}.",
            sentence=_sentence(asks.title),
        )


def _close(title: WishedTitle, occupation: str | None) -> bool:
    return title.occupation is not None and occupation is not None and near(title.occupation, occupation)


def _lacking(job: JobFacts, asked: Iterable[Asked]) -> Iterator[Gap]:
    for one in asked:
        if one.by is None:
            why = "the profile says that it is not held" if one.denied else "not in the profile"
            close = f" {shown(one.near)} is close to it." if one.near else ""
            text = f"{_LACKS[one.importance]}, and {why}: {shown(one.skill)}.{close}"
            said = _sentence(job.asks.evidence.get(one.skill, ""))
            yield Gap(one.kind, one.importance >= _REQUIRED, text, one.skill, said)


def _other_gaps(job: JobFacts, person: CandidateFacts, asks: Iterable[Ask]) -> Iterator[Gap]:
    least, had, kinds = job.asks.years_min, person.brings.years, {ask.kind for ask in asks}
    if least and "years" not in kinds:
        told = "doesn't say how many there are" if had is None else f"tells {had:g}"
        text = f"{_years_told(least)} or more are asked for; the profile {told}."
        yield Gap("years", True, text, sentence=_sentence(_about_years(job)))
    known = [title for title in (person.brings.headline, *person.brings.titles) if title and title.occupation]
    if known and job.asks.occupation and "title" not in kinds:
        text = "The role is none that the profile tells, or near to one."
        yield Gap("title", True, text, sentence=_sentence(job.asks.title))


def _about_years(job: JobFacts) -> str:
    """The sentence that asks for them."""
    lines = [line for line in _SENTENCES.split(job.text) if 0 < len(line) <= _LONGEST][:_LINES]
    found = ((line, parse_experience(line)) for line in lines)
    return next((line for line, read in found if read is not None and read.min_years == job.asks.years_min), "")


def _masked(job: JobFacts, said: str) -> str:
    words = "" if said == job.asks.title or speaks_to_the_judge(said) else masked(said)
    return f'; said: "{words}"' if words else ""


def _sentence(said: str) -> str | None:
    """The posting's own; none that speaks to a machine, and nobody's address in it."""
    return mask_contacts(said) if said and not speaks_to_the_judge(said) else None


def _fact(text: str) -> Fact:
    return Fact("", text, text)


def _years_told(years: float) -> str:
    return f"{years:g} year{'' if years == 1 else 's'}"
