"""python -m rematch_console"""

from rematch_common.logs import configure
from rematch_common.service import main
from rematch_common.settings import read
from rematch_console.bootstrap import NAME, build
from rematch_console.settings import Settings

if __name__ == "__main__":
    settings = read(Settings)
    configure(NAME, settings.log_level)
    main(lambda: build(settings))
