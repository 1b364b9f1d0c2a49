"""The address of a search: the operator's own, with the role and the place filled in."""

from typing import Any
from urllib.parse import quote_plus, urlsplit

from rematch_devstack.errors import StackError


def searched(template: str, role: str, place: str, page: int = 1) -> str:
    """What a stranger wrote is quoted, so it is never more than a value."""
    told = {"{role}": role, "{place}": place, "{page}": str(page)}
    for name, value in told.items():
        template = template.replace(name, quote_plus(value))
    return template


def address(told: Any, name: str) -> str:
    """Raises StackError for what is none."""
    if not isinstance(told, str) or urlsplit(told).scheme not in ("http", "https") or not urlsplit(told).netloc:
        raise StackError(f"site {name}: url: give an address that begins with http:// or https://")
    return told
