"""XML of strangers as a tree. A document type is refused, and with it every entity: nothing grows or is fetched."""

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST_ELEMENTS = 200_000
_DEEPEST = 100


class BadXml(Exception):
    """One sentence that says why."""


class _Reading:
    def __init__(self) -> None:
        self.tree = TreeBuilder()
        self.depth = 0
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > _DEEPEST or self.count > MOST_ELEMENTS:
            raise BadXml("it is too deep, or has too many elements")
        self.tree.start(name, attributes)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.tree.end(name)


def parse(document: bytes) -> Element:
    """Names carry their namespace in front, with a space between. Raises BadXml."""
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.tree.data
    try:
        parser.Parse(document, True)
        return reading.tree.close()
    except (expat.ExpatError, LookupError, ValueError, AssertionError) as error:
        raise BadXml(f"it is no XML: {error}") from None


def _refuse(*_: object) -> NoReturn:
    raise BadXml("it has a document type, which a feed needs for nothing good")
