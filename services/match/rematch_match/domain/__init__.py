"""What match decides, without a database or an index."""
