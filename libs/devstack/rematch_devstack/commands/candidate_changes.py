"""`rematch candidates delete|patch|consent`: what changes about a tenant's people, through ingest's API."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.candidate_paths import Id, path_of
from rematch_devstack.commands.door import Url
from rematch_devstack.commands.service_api import ServiceApi, ingest_api
from rematch_devstack.errors import StackError


class Word(StrEnum):
    yes = "yes"
    no = "no"


def delete(
    candidate_id: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking again: nothing brings them back.")] = False,
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Erase a candidate, everywhere. `rematch erasures show` tells how far that is."""
    from rematch_devstack.commands.console import safe, say

    if not yes:
        typer.confirm(f"Erase {safe(candidate_id, 64)} for good?", abort=True)
    told = erased(ingest_api(url, data_dir), candidate_id)
    say(f"{safe(candidate_id, 64)} is being erased: {told['erasure_id']}")


def patch(
    candidate_id: Id,
    changes: Annotated[str, typer.Argument(metavar="JSON", help='The fields to change: \'{"remote": "only"}\'.')],
    version: Annotated[int | None, typer.Option(min=1, help="Only while they are at this version.")] = None,
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Change some fields of a candidate: null takes one away, a list replaces the list."""
    from rematch_devstack.commands.console import say

    told = patched(ingest_api(url, data_dir), candidate_id, read_changes(changes), version)
    say(f"{told['candidate_id']} is at version {told['version']}")


def consent(
    candidate_id: Id,
    word: Annotated[Word, typer.Argument(help="Whether they agree to be matched automatically.")],
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Note a candidate's own word on automated matching: no withdraws every match."""
    from rematch_devstack.commands.console import say

    told = consented(ingest_api(url, data_dir), candidate_id, agrees=word is Word.yes)
    matched = "matched automatically" if told["automated_matching"] else "not matched any more"
    say(f"{told['candidate_id']} is {matched}, version {told['version']}")


def read_changes(text: str) -> dict[str, Any]:
    """StackError for what is no JSON object."""
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict) or not told:
        raise StackError('the changes are no JSON object: write them as \'{"headline": "Baker"}\'')
    return told


def erased(api: ServiceApi, candidate_id: str) -> dict[str, Any]:
    told: dict[str, Any] = api.ask("DELETE", path_of(candidate_id))
    return told


def patched(api: ServiceApi, candidate_id: str, changes: dict[str, Any], version: int | None) -> dict[str, Any]:
    headers = {"If-Match": f'"{version}"'} if version else {}
    told: dict[str, Any] = api.ask("PATCH", path_of(candidate_id), json=changes, headers=headers)
    return told


def consented(api: ServiceApi, candidate_id: str, *, agrees: bool) -> dict[str, Any]:
    told: dict[str, Any] = api.ask("POST", f"{path_of(candidate_id)}/consent", json={"automated_matching": agrees})
    return told
