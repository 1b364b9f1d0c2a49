"""The sites that this collector searches: jobspy's, and those of a file (REMATCH_SITES, TOML)."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rematch_devstack.collect.fetching import Fetcher
from rematch_devstack.collect.sites import KINDS
from rematch_devstack.collect.sites.jobspy import ASKED_AT
from rematch_devstack.collect.wanted import Site
from rematch_devstack.errors import StackError

NO_SITE = (
    "no site is turned on: name each job board, once you have read its terms, with --site "
    f"({', '.join(ASKED_AT)}), or write feeds in a file and give it with --sites"
)
_NAME = re.compile(r"[a-z0-9_.-]{1,64}")


def sites_of(file: Path | None, chosen: Sequence[str], fetch: Fetcher) -> dict[str, Site]:
    """By platform: those that are chosen, else those of the file, which take the place of jobspy's of the same name.
    A board that nobody has named is not searched. StackError for what is wrong."""
    told: dict[str, Mapping[str, Any]] = {name: {"name": name, "kind": "jobspy"} for name in ASKED_AT}
    written = {str(site["name"]): site for site in (_read(file) if file else ())}
    told.update(written)
    if unknown := set(chosen) - set(told):
        raise StackError(f"there is no site {min(unknown)}: choose from {', '.join(told)}")
    names = chosen or list(written)
    if not names:
        raise StackError(NO_SITE)
    try:
        return {name: KINDS[str(told[name]["kind"])](told[name], fetch) for name in names}
    except (TypeError, ValueError) as error:
        raise StackError(f"{file}: {error}") from None


def _read(file: Path) -> Iterator[Mapping[str, Any]]:
    try:
        read = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StackError(f"{file}: {error}") from None
    listed = read.get("site")
    if not isinstance(listed, list):
        raise StackError(f"{file}: write a [[site]] for each site")
    for site in listed:
        name, kind = site.get("name"), site.get("kind")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise StackError(f"{file}: name: use 1 to 64 lower-case letters, digits, '_', '.' or '-'")
        if kind not in KINDS or (kind == "jobspy" and name not in ASKED_AT):
            raise StackError(f"{file}: {name}: kind: choose from {', '.join(KINDS)}; jobspy for {', '.join(ASKED_AT)}")
        yield site
