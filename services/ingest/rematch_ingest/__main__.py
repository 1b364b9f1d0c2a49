"""python -m rematch_ingest"""

from rematch_common.logs import configure
from rematch_common.service import main
from rematch_ingest.bootstrap import NAME, build
from rematch_ingest.settings import Settings

if __name__ == "__main__":
    settings = Settings()
    configure(NAME, settings.log_level)
    main(lambda: build(settings))
