"""What ingest needs of the outside. Every port raises DependencyAway."""
