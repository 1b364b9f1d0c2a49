"""python -m rematch_ingest: the service. With `keys …`, `tenants …` or `erasures …`: see `rematch keys` and so on.
With `migrate`: bring its schema up to date, and end.
"""

import sys

from rematch_common.logs import configure
from rematch_common.migrate import Migrations, migrate
from rematch_common.service import main
from rematch_common.settings import read
from rematch_ingest.administering import COMMANDS, administer
from rematch_ingest.bootstrap import MIGRATIONS, NAME, build
from rematch_ingest.settings import Settings

if __name__ == "__main__":
    settings = read(Settings)
    command = sys.argv[1] if sys.argv[1:] and sys.argv[1] in COMMANDS else None
    configure(NAME, "WARNING" if command else settings.log_level)
    if sys.argv[1:] == ["migrate"]:
        sys.exit(migrate(Migrations.by(settings, NAME, MIGRATIONS)))
    if command:
        administer(command, sys.argv[2:], settings)
    else:
        main(lambda: build(settings))
