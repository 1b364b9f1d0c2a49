"""The `rematch` command. What a command needs is imported when it runs, so that the others start at once."""

import errno
import sys
from typing import TYPE_CHECKING

from rematch_common.errors import Unusable
from rematch_devstack.errors import StackError

if TYPE_CHECKING:
    import typer


def application() -> "typer.Typer":
    """The command and its sub-commands."""
    # Not above: Ctrl-C while they are imported is for `main` to hear.
    import typer

    app = typer.Typer(
        name="rematch",
        help="Event-driven job matching: run it, feed it, look into it.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    _add_commands(app)
    _add_groups(app)
    return app


def _add_commands(app: "typer.Typer") -> None:
    from rematch_devstack.commands import (
        backup,
        collect,
        doctor,
        fetch,
        finetune,
        post,
        publish,
        reembed,
        relearn,
        replay,
        republish,
        roles,
        schemas,
        standin,
        status,
        tail,
        topics,
        up,
    )

    running = (up.up, publish.publish, tail.tail, status.status, doctor.doctor)
    sending = (post.post, collect.collect, standin.standin)
    setting_up = (topics.topics, schemas.schemas, roles.roles, fetch.fetch)
    learning = (finetune.finetune,)
    again = (reembed.reembed, replay.replay, republish.republish, backup.backup, backup.restore, relearn.relearn)
    app.command("import")(post.import_)
    for command in (*running, *sending, *setting_up, *learning, *again):
        app.command()(command)


def _add_groups(app: "typer.Typer") -> None:
    """Commands that have sub-commands of their own."""
    from rematch_devstack.commands import (
        candidates,
        categories,
        dlq,
        erasures,
        index,
        keys,
        model,
        queue,
        subscriptions,
        tenants,
        users,
    )

    app.add_typer(dlq.commands(), name="dlq", help="Records that could not be handled.")
    app.add_typer(keys.commands(), name="keys", help="Access keys of the APIs.")
    app.add_typer(candidates.commands(), name="candidates", help="A tenant's candidates, and their CVs.")
    app.add_typer(queue.commands(), name="queue", help="The roles to scrape: what waits, and how it goes.")
    app.add_typer(subscriptions.commands(), name="subscriptions", help="Who is told of what, where and when.")
    app.add_typer(categories.commands(), name="categories", help="The categories that roles and people belong to.")
    app.add_typer(tenants.commands(), name="tenants", help="Tenants, and what they have chosen.")
    app.add_typer(users.commands(), name="users", help="Passwords of Kafka's users.")
    app.add_typer(erasures.commands(), name="erasures", help="Who was to be forgotten, and who has.")
    app.add_typer(model.commands(), name="model", help="Whose vectors are compared, and the switch to others.")
    app.add_typer(index.commands(), name="index", help="match's indexes against its tables, and written anew.")
    _add_looks(app)


def _add_looks(app: "typer.Typer") -> None:
    """Commands that look at how well something does, and why."""
    from rematch_devstack.commands import audit, experiments, judging, learn, quality

    app.add_typer(audit.commands(), name="audit", help="How people of protected groups fare.")
    app.add_typer(experiments.commands(), name="experiments", help="Experiments with verdicts, and what came of them.")
    app.add_typer(quality.commands(), name="quality", help="How good matches are, by what people did with them.")
    app.add_typer(learn.commands(), name="learn", help="Models made of what people do with their matches.")
    app.add_typer(judging.evaluations(), name="eval", help="How well a decision does on labelled data.")
    app.add_typer(judging.explanations(), name="explain", help="Why something was decided.")


def main() -> None:
    """Run the command. What a person can mend is one sentence and exit 1; Ctrl-C is exit 130."""
    try:
        application()()
    except (StackError, Unusable) as error:
        _end(str(error), 1)
    except KeyboardInterrupt:
        _end("interrupted", 130)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        _end(f"the disk is full ({error.filename or 'no more room'}): make room and try again", 1)


def _end(sentence: str, code: int) -> None:
    from rematch_devstack.commands.console import complain

    complain(sentence)
    sys.exit(code)
