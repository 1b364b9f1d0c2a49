"""pgvector's graph. It grows with every row, so it is made once."""

from rematch_match.adapters.pgvector_method import Method

# bench/index says what these bring.
_LOOKED_AT = 400
_MOST = 1_000  # pgvector's own bound


def _settings(asked: int) -> dict[str, str]:
    return {
        "hnsw.ef_search": str(min(_MOST, max(_LOOKED_AT, asked))),
        # A filter is applied to what the graph brings: it goes on bringing until enough has passed. Not quite in
        # order, which the caller mends; in order it would leave out what comes late.
        "hnsw.iterative_scan": "relaxed_order",
        "hnsw.max_scan_tuples": "100000",
        "hnsw.scan_mem_multiplier": "16",
    }


HNSW = Method("hnsw", "vector_ip_ops", "m = 16, ef_construction = 128", _settings, outgrown=None)
