"""Only who has a Qdrant server pays for its client."""

import subprocess
import sys


def loaded(said: str) -> subprocess.CompletedProcess[str]:
    """What a new process makes of it: exit 0 where the client was not imported."""
    looked = f"import sys, rematch_match.bootstrap\n{said}\nsys.exit('qdrant_client' in sys.modules)\n"
    return subprocess.run((sys.executable, "-c", looked), capture_output=True, text=True, timeout=60, check=False)


def test_where_no_server_is_named_its_client_is_not_loaded() -> None:
    done = loaded("")
    assert done.returncode == 0, done.stderr


def test_where_one_is_named_it_is() -> None:
    done = loaded(
        "from rematch_match.indexing import _opened\n"
        "from rematch_match.settings import Settings\n"
        "_opened(Settings(qdrant_url='http://localhost:1'), None, 'match')\n"
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
