"""Meanings of words that a test knows beforehand."""

from collections.abc import Mapping

from rematch_match.domain.facts import Vector
from rematch_match.ports.wordings import Meaning

AWAY = Meaning(missing="embed does not answer at the moment")


class FakeWordings:
    """See rematch_match.ports.wordings.Wordings. Of texts that have none of these words nobody can tell the meaning."""

    def __init__(self, known: Mapping[str, Vector]) -> None:
        self._known = known

    async def meaning(self, text: str) -> Meaning:
        vector = next((vector for word, vector in self._known.items() if word in text.lower()), None)
        return AWAY if vector is None else Meaning(vector)
