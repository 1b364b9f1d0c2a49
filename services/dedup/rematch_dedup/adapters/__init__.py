"""PostgreSQL behind dedup's ports."""
