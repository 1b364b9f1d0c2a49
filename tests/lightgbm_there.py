"""Whether LightGBM runs here: its wheel takes OpenMP from the system."""

import pytest


def _missing() -> str:
    try:
        import lightgbm  # noqa: F401 - to see whether it can be
    except (ImportError, OSError) as error:
        return f"LightGBM doesn't run here ({error}): apt-get install libgomp1"
    return ""


MISSING = _missing()
needs_lightgbm = pytest.mark.skipif(bool(MISSING), reason=MISSING)
