"""Which skills the words of a search name."""

from rematch_jobtext import find_skills


def skills_in(text: str) -> frozenset[str]:
    """Canonical ids, however they are spelt: "k8s" is kubernetes."""
    return frozenset(found.id for found in find_skills(text))
