"""`rematch relearn`: ingest's tables came back from a backup, and its topics know what they don't any more."""

import json

from rematch_devstack.commands import options
from rematch_devstack.commands.keys import ask, environment


def relearn(as_json: options.Json = False, data_dir: options.DataDir = None) -> None:
    """After a restore, while ingest is stopped: keys that were made or revoked since the backup, tenants' settings, and
    what people's facts were last, as Kafka has them. Who came since is erased: what was personal of them is lost.
    """
    from rematch_devstack.commands.console import emit, plural, say

    told = ask([], environment(data_dir), "relearn")
    if as_json:
        emit(json.dumps(told))
        return
    people = plural(told["people"], "person", "people")
    say(f"{plural(told['keys'], 'key')}, {plural(told['tenants'], 'tenant')}, {people}: taken as Kafka has them")
    if told["erased"]:
        say(f"{plural(told['erased'], 'person', 'people')} came after the backup, and were erased: send them anew")
