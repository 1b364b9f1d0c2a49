"""python -m rematch_embed"""

from rematch_common.logs import configure
from rematch_common.service import main
from rematch_common.settings import read
from rematch_embed.bootstrap import build, part_of
from rematch_embed.settings import Settings

if __name__ == "__main__":
    settings = read(Settings)
    configure(part_of(settings).name, settings.log_level)
    main(lambda: build(settings))
