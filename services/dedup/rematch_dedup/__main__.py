"""python -m rematch_dedup: the service. With `migrate`: bring its schema up to date, and end."""

import sys

from rematch_common.logs import configure
from rematch_common.migrate import Migrations, migrate
from rematch_common.service import main
from rematch_common.settings import read
from rematch_dedup.bootstrap import MIGRATIONS, NAME, build
from rematch_dedup.settings import Settings

if __name__ == "__main__":
    settings = read(Settings)
    configure(NAME, settings.log_level)
    if sys.argv[1:] == ["migrate"]:
        sys.exit(migrate(Migrations.by(settings, NAME, MIGRATIONS)))
    main(lambda: build(settings))
