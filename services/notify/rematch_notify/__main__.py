"""python -m rematch_notify"""

from rematch_common.logs import configure
from rematch_common.service import main
from rematch_notify.bootstrap import NAME, build
from rematch_notify.settings import Settings

if __name__ == "__main__":
    settings = Settings()
    configure(NAME, settings.log_level)
    main(lambda: build(settings))
