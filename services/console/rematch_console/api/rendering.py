"""Pages out of templates. What comes in is text that others wrote: it is escaped, and stands in a <bdi> of its own."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup, escape

from rematch_common.reference.pages import TEMPLATES as SHARED
from rematch_common.reference.pages import as_json
from rematch_console.domain import wording
from rematch_console.domain.visitors import Visitor

_TEMPLATES = Path(__file__).parent.parent / "templates"
Entry = tuple[str, str]
"""A page's path and title, or a link elsewhere."""


def renderer(
    url: Callable[[str], str], menu: Sequence[Entry], elsewhere: Sequence[Entry]
) -> Callable[[str, str, Visitor | None, Mapping[str, Any]], str]:
    """`url` gives the address of a static file."""
    # What a service of another version leaves out isn't shown; it is no reason to show nothing.
    environment = Environment(
        loader=FileSystemLoader([_TEMPLATES, SHARED]),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(static=url, menu=menu, elsewhere=elsewhere)
    environment.filters.update(
        as_json=as_json, said=said, outward=wording.outward, count=wording.count, ago=wording.ago
    )
    environment.filters.update(
        clock=wording.clock,
        when=wording.when,
        took=wording.took,
        words=wording.words,
        percent=wording.percent,
        pretty=wording.pretty,
    )

    def render(template: str, path: str, visitor: Visitor | None, shown: Mapping[str, Any]) -> str:
        return environment.get_template(template).render(path=path, visitor=visitor, **shown)

    return render


def said(text: object, otherwise: str = "") -> Markup:
    """What others wrote, kept apart from what stands around it whatever its direction."""
    told = "" if text is None else str(text)
    return Markup("<bdi>{}</bdi>").format(told) if told else escape(otherwise)
