"""`rematch standin`: a provider of language models that is none, to try verdicts with."""

from typing import Annotated

import typer


def standin(
    port: Annotated[int, typer.Option(help="Where it answers; 0: any that is free.")] = 9009,
    fault: Annotated[
        list[str] | None, typer.Option(metavar="KIND=SHARE", help="What goes wrong, such as prose=0.2; many times.")
    ] = None,
    median: Annotated[float, typer.Option(help="Seconds that half of the answers take at most.")] = 0.0,
    p95: Annotated[float, typer.Option(help="Seconds that 95 % of the answers take at most.")] = 0.0,
    seed: Annotated[int, typer.Option(help="With the same one everything repeats.")] = 0,
) -> None:
    """Answer as OpenAI's chat completions do, without a language model; Ctrl-C ends it."""
    from rematch_devstack.commands.console import say
    from rematch_devstack.errors import StackError
    from rematch_devstack.standin.faults import Behaviour
    from rematch_devstack.standin.server import StandIn

    try:
        behaviour = Behaviour(dict(map(_rate, fault or ())), median, p95, seed=seed)
        server = StandIn(behaviour, port)
    except (ValueError, OSError) as error:
        raise StackError(f"the stand-in can't start: {error}") from None
    with server:
        say(f"answering at {server.url}; for match: REMATCH_JUDGES=openai REMATCH_OPENAI_URL={server.url}")
        server.stopped.wait()


def _rate(told: str) -> tuple[str, float]:
    kind, _, share = told.partition("=")
    return kind, float(share)
