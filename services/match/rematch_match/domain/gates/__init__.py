"""What rules a pair out or nearly so, one reason a file: the share of 100 that a pair can still reach."""
