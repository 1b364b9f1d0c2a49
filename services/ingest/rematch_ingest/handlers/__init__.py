"""What ingest does with what it is sent."""
