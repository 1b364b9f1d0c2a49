"""`rematch queue`: the roles to scrape, through ingest's API; for those who work on it by hand, and who watch it."""

import json
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.door import Url
from rematch_devstack.commands.service_api import ingest_api

QueueId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The role's queue_id.")]
_PATH = "/v1/scrape-queue"


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command("next")(next_)
    for command in (status, complete, fail, prioritise, run):
        app.command()(command)
    return app


def next_(url: Url = None, data_dir: options.DataDir = None) -> None:
    """Take the most urgent role, as JSON. Exit 1 when none waits. Nobody else gets it for an hour."""
    from rematch_devstack.commands.console import complain, emit

    told = ingest_api(url, data_dir).ask("GET", f"{_PATH}/next")
    if told is None:
        complain("no role waits to be scraped")
        raise typer.Exit(1)
    emit(json.dumps(told, indent=2, ensure_ascii=False))


def status(as_json: options.Json = False, url: Url = None, data_dir: options.DataDir = None) -> None:
    """How many roles wait, which were scraped lately, and what went wrong with them."""
    from rematch_devstack.commands.console import emit, safe, say, show_table

    told = ingest_api(url, data_dir).ask("GET", f"{_PATH}/status")
    if as_json:
        emit(json.dumps(told))
        return
    say(summary(told))
    if told["recent_activity"]:
        headings = ("id", "role", "status", "people", "found", "scraped", "error")
        shown = [[safe(cell, 60) for cell in row(one)] for one in told["recent_activity"]]
        show_table(headings, shown, numbers=frozenset({"id", "people", "found"}))


def complete(queue_id: QueueId, url: Url = None, data_dir: options.DataDir = None) -> None:
    """Say that a role of yours is scraped."""
    from rematch_devstack.commands.console import say

    told = ingest_api(url, data_dir).ask("POST", f"{_PATH}/{queue_id}/complete", json={})
    people = told["candidates_to_match"]
    say(f"{told['message']}; {'1 person wishes' if people == 1 else f'{people:,} people wish'} for it")


def fail(
    queue_id: QueueId,
    error: Annotated[str, typer.Option(help="What went wrong.")],
    platform: Annotated[str | None, typer.Option(help="Only there; the others go on.")] = None,
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Say that a role of yours, or one platform of it, failed."""
    from rematch_devstack.commands.console import say

    failed = {"error": error, "platform": platform}
    told = ingest_api(url, data_dir).ask("POST", f"{_PATH}/{queue_id}/fail", json=failed)
    say(f"{told['message']} ({told['retry_count']} in a row)")


def prioritise(
    queue_id: QueueId,
    priority: Annotated[int, typer.Argument(min=0, max=4, help="From 0, as all begin, to 4, the soonest.")],
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Give a role more, or less, priority. Needs an admin's key."""
    from rematch_devstack.commands.console import safe, say

    told = ingest_api(url, data_dir).ask("PATCH", f"{_PATH}/{queue_id}", json={"priority": priority})
    say(f"{safe(told['role'], 60)} has priority {told['priority']}")


def run(
    run_id: Annotated[
        UUID | None, typer.Argument(metavar="ROUND", help="Of one that was asked for: how it goes.")
    ] = None,
    as_json: options.Json = False,
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Have a collector that runs (`rematch collect`) begin a round now; with ROUND, what became of it."""
    from rematch_devstack.commands.console import emit, say

    ingest = ingest_api(url, data_dir)
    if run_id is None:
        told = ingest.ask("POST", "/jobs/run-pipeline")
    else:
        told = ingest.ask("GET", f"/v1/pipeline-runs/{run_id}")
    if as_json:
        emit(json.dumps(told))
    else:
        say(became(told))


def became(told: Mapping[str, Any]) -> str:
    """A round that was asked for, in a line."""
    from rematch_devstack.commands.console import plural

    match told["state"]:
        case "waiting":
            how = "waits for a collector: one that runs takes it within seconds, rematch collect --once at once"
        case "running":
            how = f"began at {_minute(told['taken_at'])}"
        case _:
            brought = f"{plural(told['roles'] or 0, 'role')}, {plural(told['postings'] or 0, 'posting')} handed in"
            how = f"ended at {_minute(told['ended_at'])}: {brought}"
    return f"round {told['run_id']} {how}"


def summary(told: Mapping[str, Any]) -> str:
    stats, coming = told["queue_stats"], told["processing_queue"]
    states = ", ".join(f"{stats[state]:,} {state}" for state in ("pending", "scraping", "failed"))
    found = f"{coming['received_today']:,} postings today, {coming['pending']:,} of them on their way"
    return f"{stats['total_roles']:,} roles: {states}; {found}"


def row(one: Mapping[str, Any]) -> tuple[str, ...]:
    scraped = _minute(one["last_scraped_at"] or "-")
    counts = str(one["candidate_count"]), str(one["total_jobs_found"])
    return str(one["queue_id"]), one["role"], one["status"], *counts, scraped, one["last_error"] or "-"


def _minute(told: str) -> str:
    return told[:16].replace("T", " ")
