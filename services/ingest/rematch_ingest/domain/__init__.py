"""What ingest takes in, as values; no framework, no driver."""
