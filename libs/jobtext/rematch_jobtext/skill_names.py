"""Names of skills that the table doesn't know, found in a text: whole words, whatever their case and accents."""

from collections.abc import Iterable, Iterator

from rematch_jobtext.plain import folded
from rematch_jobtext.skills import FoundSkill, weighed
from rematch_jobtext.skills_table import tokenize, tokens_of

Name = tuple[str, ...]


def name_of_words(text: str) -> Name:
    """A name as names are compared: "Snow-Park" is ("snow", "park"), "C++" stays apart from "C"."""
    return tuple(_plain([token.text for token in tokenize(text)], text))


class Names:
    """Many names at once: a text is read once, however many they are."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._lengths: dict[str, set[int]] = {}
        self._names = frozenset(names) - {()}
        for name in self._names:
            self._lengths.setdefault(name[0], set()).add(len(name))

    def find(self, text: str) -> dict[Name, FoundSkill]:
        """Each name that a clean text asks for or would like, with the sentence that says so; see `find_skills`."""
        found = weighed(text, (("\n".join(name), start) for name, start in self._places(text)))
        return {tuple(one.id.split("\n")): one for one in found}

    def _places(self, text: str) -> Iterator[tuple[Name, int]]:
        tokens = tokens_of(text)
        words = _plain(tokens.words, text)
        for at, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                name = tuple(words[at : at + length])
                if name in self._names:
                    yield name, tokens.starts[at]


def _plain(words: list[str], text: str) -> list[str]:
    return words if text.isascii() else [word if word.isascii() else folded(word) for word in words]
