"""How much a verdict weighs by the line of work: more where words mean what no model of texts has learnt."""

from rematch_jobtext import skill_family, words_of
from rematch_match.domain.facts import JobFacts

USUAL, NICHE = 0.42, 0.2
_FAMILIES = frozenset(("legal", "health", "science", "public-safety"))
_WORDS_TEXT = """
    legal law attorney attorneys litigation patent patents notary medical medicine health healthcare hospital hospitals
    clinical clinic nursing dental veterinary pharmacy pharma pharmaceutical pharmaceuticals biotech biotechnology
    actuarial regulatory
"""
_WORDS = frozenset(_WORDS_TEXT.split())


def usual_weight(job: JobFacts) -> float:
    """Of what isn't the verdict."""
    return NICHE if is_niche(job) else USUAL


def is_niche(job: JobFacts) -> bool:
    """Whether the industry says so, or at least half of the skills that must be there."""
    asks = job.asks
    if not _WORDS.isdisjoint(words_of(" ".join(filter(None, (asks.industry, *asks.categories))))):
        return True
    families = [family for family in map(skill_family, job.required or job.skills) if family]
    return 2 * sum(family in _FAMILIES for family in families) >= len(families) > 0
