"""JSON feeds and APIs of job boards: a small table says which of their names is which of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from rematch_devstack.collect.fetching import Fetcher
from rematch_devstack.collect.sites.addresses import address, searched
from rematch_devstack.collect.wanted import Found, Posting, SiteFailed, Wanted, concerns
from rematch_devstack.errors import StackError

# What a posting may say; see RawJob.
OURS = frozenset(
    [
        "external_id",
        "url",
        "title",
        "company",
        "description",
        "location",
        "remote",
        "employment_type",
        "salary_text",
        "salary_min",
        "salary_max",
        "salary_currency",
        "salary_period",
        "skills",
        "requirements",
        "industry",
        "apply_url",
        "posted_at",
        "expires_at",
    ]
)
_MOST_PAGES = 50


@dataclass(frozen=True)
class JsonFeed:
    """`items`: the way to the list, with dots ("data.jobs"); empty: the answer is the list. `fields`: ours → theirs.
    With {page} in the address, pages are asked for until one brings nothing new. `complete`: that is then all that the
    board has of the role, so that what it no longer shows is gone."""

    name: str
    url: str
    fields: Mapping[str, str]
    fetch: Fetcher
    items: str = ""
    pause: float = 5.0
    robots: bool = True
    complete: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def search(self, wanted: Wanted) -> Found:
        found: dict[str, Posting] = {}
        place = wanted.places[0] if wanted.places else ""
        ended = False
        for page in range(1, _MOST_PAGES + 1):
            listed = self._page(searched(self.url, wanted.role, place, page))
            before = len(found)
            for posting in listed if "{role}" in self.url else _of(wanted.role, listed):
                found.setdefault(str(posting.get("external_id") or posting.get("url")), posting)
            ended = "{page}" not in self.url or len(found) == before
            if ended or len(found) >= wanted.most:
                break
        return Found(list(found.values())[: wanted.most], self.complete and ended and len(found) <= wanted.most)

    def _page(self, url: str) -> Sequence[Posting]:
        try:
            told = orjson.loads(self.fetch.get(url, self.pause, self.robots))
        except orjson.JSONDecodeError as error:
            raise SiteFailed(f"{self.name}: it is no JSON: {error}") from None
        listed = _at(told, self.items)
        if not isinstance(listed, list):
            raise SiteFailed(f"{self.name}: items: there is no list at {self.items or 'the top'}", retry=False)
        return [self._posting(item) for item in listed if isinstance(item, dict)]

    def _posting(self, item: Mapping[str, Any]) -> Posting:
        said = {ours: _at(item, theirs) for ours, theirs in self.fields.items()}
        return {**self.fixed, **{name: value for name, value in said.items() if value not in (None, "", [])}}


def make(told: Mapping[str, Any], fetch: Fetcher) -> JsonFeed:
    name = str(told["name"])
    fields, fixed = told.get("fields"), told.get("fixed", {})
    if not isinstance(fields, dict) or not isinstance(fixed, dict) or not {"title", "description"} <= {*fields, *fixed}:
        raise StackError(f"site {name}: fields: say which of its names are title, description, company and url")
    if wrong := {*fields, *fixed} - OURS:
        raise StackError(f"site {name}: fields: a posting has no {min(wrong)}")
    return JsonFeed(
        name=name,
        url=address(told.get("url"), name),
        fields={ours: str(theirs) for ours, theirs in fields.items()},
        fetch=fetch,
        items=str(told.get("items", "")),
        pause=float(told.get("pause", 5.0)),
        robots=bool(told.get("robots", True)),
        complete=bool(told.get("complete", False)),
        fixed=fixed,
    )


def _of(role: str, listed: Sequence[Posting]) -> Sequence[Posting]:
    return [posting for posting in listed if concerns(posting.get("title"), role)]


def _at(value: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            return None
    return value
