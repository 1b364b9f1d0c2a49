"""pgvector's lists. Their centres are those of the rows at the time, so they are made anew as the table grows."""

from rematch_match.adapters.pgvector_method import Method

LISTS = 100
# bench/index says what these bring.
_LOOKED_AT = 20


def _settings(_: int) -> dict[str, str]:
    return {
        "ivfflat.probes": str(_LOOKED_AT),
        # A filter is applied to what the lists bring: further ones are opened until enough has passed.
        "ivfflat.iterative_scan": "relaxed_order",
        "ivfflat.max_probes": str(LISTS),
    }


IVFFLAT = Method("ivfflat", "vector_ip_ops", f"lists = {LISTS}", _settings, outgrown=2.0)
