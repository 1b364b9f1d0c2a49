"""What `rematch` can do: one command a file, thin; what is heavy is imported when it is asked for."""
