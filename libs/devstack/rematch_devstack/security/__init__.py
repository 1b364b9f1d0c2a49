"""Who may do what, granted and checked."""
