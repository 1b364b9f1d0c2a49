"""`rematch finetune`: the encoder, adapted to what fitted whom, where that is better on what was held back."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from rematch_devstack.commands import options


def finetune(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to make; its name is the model's.")],
    sets: Annotated[
        list[Path] | None,
        typer.Option("--set", metavar="DIR", help="A set as of `rematch eval match`; may be repeated."),
    ] = None,
    feedback: Annotated[bool, typer.Option("--feedback", help="Also what people did with their matches.")] = False,
    trainer: Annotated[
        str,
        typer.Option(metavar="URL", help="Another machine that trains (REMATCH_TRAINER_TOKEN)  [default: this one]"),
    ] = "",
    within: Annotated[float, typer.Option(min=0.01, help="Hours that it may take.")] = 6.0,
    epochs: Annotated[int, typer.Option(min=1, max=100, help="How often each pair is seen.")] = 3,
    precision: Annotated[Literal["fp32", "int8"], typer.Option(help="Of the model that is made.")] = "fp32",
    as_json: options.Json = False,
    bootstrap: options.Bootstrap = None,
    data_dir: options.DataDir = None,
) -> None:
    """Train an adapter for the model that comes along on half of all openings, judge by the other half, and write the
    adapted model to OUT if it is better there for certain. Exit 1, with the figures, if it isn't: nothing is written.
    """
    from rematch_devstack.commands import finetuning
    from rematch_devstack.commands.target import find

    if not sets and not feedback:
        raise typer.BadParameter("say what to learn from: --set DIR, --feedback, or both")
    options.introduction(out.name)
    source = find(bootstrap, data_dir).bootstrap if feedback else None
    wish = finetuning.Wish(out.absolute(), tuple(sets or ()), source, trainer, within, epochs, precision)
    told = finetuning.run(wish)
    finetuning.show(told, wish.out, as_json)
    if not told["written"]:
        raise typer.Exit(1)
