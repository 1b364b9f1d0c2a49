"""The pages themselves: one file each, with its style in it and nothing else, so that a saved page is whole."""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from rematch_common.fixed import Fixed
from rematch_common.reference.fields import Document
from rematch_common.reference.reading import channels_of, headers_of, routes_of

TEMPLATES = Path(__file__).parent / "templates"
Link = tuple[str, str]
"""An address, from this page on, and what it is called."""


def api_page(title: str, document: Document, links: Sequence[Link]) -> Fixed:
    """What an API answers, by its OpenAPI document."""
    lead = "Every route asks for an access key: Authorization: Bearer rmk_… or X-API-Key."
    return _page(title=title, lead=lead, links=links, groups=routes_of(document))


def topics_page(title: str, document: Document, links: Sequence[Link]) -> Fixed:
    """What the topics hold, by the AsyncAPI document."""
    lead = "Values are JSON, one record a message; readers ignore fields that they don't know."
    return _page(title=title, lead=lead, links=links, topics=channels_of(document), headers=headers_of(document))


def as_json(value: Any) -> str:
    """An example as it is read; text, as NDJSON is, stays as it is."""
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _page(**shown: Any) -> Fixed:
    content = _template().render(style=_style(), **shown)
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    allowed = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return Fixed(content.encode(), "text/html; charset=utf-8", allowed=allowed)


@cache
def _style() -> str:
    return (TEMPLATES / "reference.css").read_text("utf-8")


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader  # most processes are never asked for a page

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["as_json"] = as_json
    return environment.get_template("reference.html")
