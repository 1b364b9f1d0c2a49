"""What a candidate should bring out for a posting: from facts of the profile alone."""
