"""PostgreSQL behind ingest's ports."""
