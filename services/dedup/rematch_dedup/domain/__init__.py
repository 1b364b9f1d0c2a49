"""What dedup decides, without a database."""
