"""From the events of embed to what matching knows: every text is read once, here."""

from collections.abc import Sequence

from rematch_common.contracts import Candidate, CandidateEmbedded, Embedding, Job, JobEmbedded
from rematch_jobtext import (
    A_YEAR,
    Period,
    canonical_skill,
    parse_experience,
    slug,
)
from rematch_match.domain.asks import NO_PAY, Asks, Brings, Pay, Place
from rematch_match.domain.claims import all_words, countries_of, lacked_by, skills_of
from rematch_match.domain.conditions import demanded, refused
from rematch_match.domain.credentials import by_law
from rematch_match.domain.facts import CandidateFacts, JobFacts, Vector
from rematch_match.domain.languages import asked_tongues, is_fluency
from rematch_match.domain.titles import places_named, read_headline, read_title
from rematch_match.domain.tongues import written_in
from rematch_match.domain.unasked import asked_for

# Whoever offers or seeks work in a text that we can read speaks it as a rule.
_ENGLISH = ("english-language", "english-c1")
# Places of one opening that are told with a match.
_PLACES = 20


def job_facts(job: JobEmbedded, model: str = "") -> JobFacts:
    return job_read(job, vector_of(job.embeddings, model))


def candidate_facts(candidate: CandidateEmbedded, model: str = "") -> CandidateFacts:
    lineage = candidate.lineage.model_dump(mode="json", exclude_none=True) if candidate.lineage else {}
    return candidate_read(candidate, vector_of(candidate.embeddings, model), lineage)


def vector_of(embeddings: Sequence[Embedding], model: str) -> Vector | None:
    """The vector of the model whose vectors are compared, if there is one; with none named, that of the first."""
    found = next((embedding for embedding in embeddings if model in ("", embedding.model)), None)
    return Vector.of(found) if found else None


def job_read(job: Job, vector: Vector | None) -> JobFacts:
    """An opening as it was published, and its vector."""
    required, preferred = _wanted(job)
    return JobFacts(
        job_id=job.job_id,
        version=job.version,
        alive=True,
        required=required,
        preferred=preferred,
        vector=vector,
        card=_card(job),
        lineage=job.lineage.model_dump(mode="json", exclude_none=True) if job.lineage else {},
        asks=_asks(job),
        text=job.description,
    )


def _wanted(job: Job) -> tuple[frozenset[str], frozenset[str]]:
    """The skills that are asked for and those that would be nice to have; of languages, what the prose says."""
    required, preferred = (frozenset(map(by_law, skills)) for skills in asked_for(job.skills))
    text = f"{job.title}\n{job.description}"
    tongues = asked_tongues(text) | written_in(job.description) - {"english-language"}
    fluent = {skill for skill in tongues if is_fluency(skill)}
    plain = {f"{skill.rpartition('-')[0]}-language" for skill in fluent}
    listed = frozenset(skill for skill in required if not is_fluency(skill) and skill not in _ENGLISH)
    required = (listed - plain) | (tongues - plain)
    return required, frozenset(skill for skill in preferred - required if skill not in _ENGLISH)


def candidate_read(candidate: Candidate, vector: Vector | None, lineage: dict[str, object]) -> CandidateFacts:
    """A person as they were published, and their vector."""
    away = None
    if not candidate.automated_matching:
        away = "consent"
    elif candidate.status != "ready_for_assignment":
        away = "filter"
    return CandidateFacts(
        key=(candidate.tenant_id, candidate.candidate_id),
        version=candidate.version,
        alive=away is None,
        skills=skills_of(candidate),
        vector=vector,
        lineage=lineage,
        away_as=away,
        brings=_brings(candidate),
    )


def _card(job: Job) -> dict[str, object]:
    place = job.locations[0].text if job.locations else None
    url = next((ad.url for ad in job.ads if ad.url), None)
    posted = job.posted_at.isoformat() if job.posted_at else None
    card: dict[str, object] = {"title": job.title, "company": job.company, "location": place, "url": url}
    card |= {"posted_at": posted, "workplace": job.workplace if job.workplace != "unknown" else None}
    card |= {"also_in": [other.text for other in job.locations[1:_PLACES] if other.text]}
    return {name: value for name, value in card.items() if value}


def _asks(job: Job) -> Asks:
    read = read_title(job.title)
    return Asks(
        title=job.title,
        title_core=job.title_core or read.core,
        occupation=read.occupation,
        seniority=job.seniority or read.seniority,
        company=job.company,
        industry=job.industry,
        platforms=tuple(sorted({ad.source for ad in job.ads})),
        roles=job.roles,
        categories=job.categories,
        years_min=job.experience_min_years,
        years_max=job.experience_max_years,
        places=tuple(Place(place.city, place.region, place.country) for place in job.locations),
        workplace=job.workplace,
        employment_type=job.employment_type,
        pay=_offered(job),
        posted_at=job.posted_at or job.first_seen,
        conditions=demanded(job.title, job.description),
        evidence={skill.id: skill.evidence for skill in job.skills if skill.evidence},
    )


def _offered(job: Job) -> Pay:
    pay = job.salary
    if pay is None:
        return NO_PAY
    return Pay(pay.annual_min, pay.annual_max, pay.currency)


def _brings(candidate: Candidate) -> Brings:
    named = [(canonical_skill(skill.name) or slug(skill.name), skill) for skill in candidate.skills]
    countries = countries_of(candidate)
    return Brings(
        headline=read_headline(candidate.headline) if candidate.headline else None,
        titles=tuple(map(read_title, candidate.titles)),
        years=_years(candidate),
        skill_years={name: skill.years for name, skill in named if name and skill.years is not None},
        primary=tuple(name for name, skill in named if name and skill.primary),
        lacks=tuple(sorted(lacked_by(candidate))),
        home=places_named([candidate.location] if candidate.location else [], countries),
        places=places_named(candidate.preferred_locations, countries),
        remote=candidate.remote,
        relocate=candidate.relocate,
        pay=_wished(candidate),
        employment_types=candidate.employment_types,
        categories=candidate.categories,
        refuses=refused(all_words(candidate)),
    )


def _years(candidate: Candidate) -> float | None:
    """As told; else what the words about the person say, "eight years in forwarding"."""
    if candidate.experience_years is not None:
        return candidate.experience_years
    said = parse_experience("\n".join(filter(None, (candidate.headline, candidate.summary))))
    return said.min_years or said.max_years if said else None


def _wished(candidate: Candidate) -> Pay:
    period: Period = candidate.salary_period or "year"
    low, high = (
        None if amount is None else amount * A_YEAR[period] for amount in (candidate.salary_min, candidate.salary_max)
    )
    return Pay(low, high, candidate.salary_currency)
