"""The reference scraper: takes roles from ingest's queue over HTTP, searches sites for them, hands postings in."""
